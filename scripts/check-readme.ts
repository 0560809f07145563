/**
 * Does what the README says, as it is written, in a fresh clone: its shell blocks in their order. A block that ends in
 * `npm start`, or that listens with `curl -N`, stays open like a terminal would.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PLACEHOLDER = 'THE-LAST-ID-THAT-YOU-SAW';
const root = execFileSync('git', ['rev-parse', '--show-toplevel'], { encoding: 'utf8' }).trim();
const clone = mkdtempSync(join(tmpdir(), 'gateway-readme-'));
const blocks = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)].map(
  ([, text = '']) => text.trim(),
);
const open: ChildProcess[] = [];
let listened = '';
/** What a terminal remembers: functions that earlier blocks have defined. */
let defined = '';

function fail(message: string): never {
  throw new Error(message);
}

/** Starts a block in a terminal of its own, and resolves with what it has printed once that matches. */
async function keepOpen(block: string, until: RegExp, timeoutMs: number): Promise<string> {
  const terminal = spawn('bash', ['-s'], { cwd: clone, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  // As typed: a shell whose own command line named the server would be killed with it.
  terminal.stdin.end(`${block}
`);
  open.push(terminal);
  let output = '';
  let errors = '';
  terminal.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
  terminal.stderr.on('data', (bytes: Buffer) => (errors += bytes.toString()));
  const deadline = Date.now() + timeoutMs;
  while (!until.test(output)) {
    if (Date.now() > deadline) fail(`${block}\n…did not come to ${until}:\n${output}\n${errors}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  listened = output;
  return output;
}

function run(block: string): void {
  const [, functions = ''] = /^(\w+\(\) \{.*\}$)/m.exec(block) ?? [];
  const output = execFileSync('bash', ['-c', `${defined}\n${block}`], {
    cwd: clone,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (functions !== '') defined = functions;
  console.log(output.trim());
  if (output.includes('"errors"')) fail(`${block}\n…answered with errors`);
}

async function listenTo(block: string, events: number): Promise<string> {
  const seen = new RegExp(`(?:data: \\{[\\s\\S]*?){${events}}`);
  return keepOpen(block, seen, 20_000);
}

function lastId(output: string): string {
  return [...output.matchAll(/^id: (.+)$/gm)].at(-1)?.[1] ?? fail('no id was seen');
}

try {
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, clone]);
  const [start = '', listen = '', change = '', restart = '', unheard = '', resume = ''] = blocks;

  console.log(`$ ${start}`);
  execFileSync('bash', ['-c', 'npm ci'], { cwd: clone, stdio: 'ignore' });
  const installed = Date.now();
  await keepOpen(start.replace('npm ci && ', ''), /listening on/i, 15_000);
  console.log(`listening ${Date.now() - installed} ms after the install`);

  console.log(`$ ${listen}`);
  await listenTo(listen, 1);
  const terminal = open.at(-1);
  let heard = listened;
  terminal?.stdout?.on('data', (bytes: Buffer) => (heard += bytes.toString()));
  console.log(`$ ${change}`);
  run(change);
  const deadline = Date.now() + 20_000;
  while ([...heard.matchAll(/"version":2/g)].length === 0) {
    if (Date.now() > deadline) fail(`the events did not arrive:\n${heard}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const last = lastId(heard);
  console.log(heard.trim());

  console.log(`$ ${restart}`);
  await keepOpen(restart, /listening on/i, 15_000);
  console.log(`$ ${unheard}`);
  run(unheard);
  console.log(`$ ${resume}`);
  const resumed = await listenTo(resume.replace(PLACEHOLDER, last), 2);
  console.log(resumed.trim());
  const versions = [...resumed.matchAll(/"version":(\d+)/g)].map(([, version]) => version);
  if (versions.join() !== '3') fail(`expected the missed version 3 alone, got ${versions.join()}`);
  console.log('\nthe README does what it says');
} finally {
  for (const terminal of open)
    if (terminal.pid !== undefined)
      try {
        process.kill(-terminal.pid, 'SIGKILL');
      } catch {} // It may have ended.
  rmSync(clone, { recursive: true, force: true });
}

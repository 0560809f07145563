import type { Browser, CDPSession } from 'playwright-core';

/**
 * A tab that Playwright does not hold: it keeps its own tabs visible whatever happens to them. Driven by the DevTools protocol,
 * in a browser context of its own. Whoever opens it disposes of it.
 */
export class RawTab implements AsyncDisposable {
  readonly #session: CDPSession;
  readonly #contextId: string;
  readonly #targetId: string;
  readonly #sessionId: string;
  readonly #answers = new Map<number, (result: unknown) => void>();
  #asked = 0;

  private constructor(session: CDPSession, contextId: string, targetId: string, sessionId: string) {
    this.#session = session;
    this.#contextId = contextId;
    this.#targetId = targetId;
    this.#sessionId = sessionId;
    session.on('Target.receivedMessageFromTarget', (event) => {
      if (event.sessionId !== sessionId) return;
      const { id, result } = JSON.parse(event.message) as { id: number; result: unknown };
      this.#answers.get(id)?.(result);
      this.#answers.delete(id);
    });
  }

  static async open(browser: Browser, url: string): Promise<RawTab> {
    const session = await browser.newBrowserCDPSession();
    const { browserContextId } = await session.send('Target.createBrowserContext');
    const { targetId } = await session.send('Target.createTarget', { url, browserContextId });
    const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false });
    return new RawTab(session, browserContextId, targetId, sessionId);
  }

  /** Runs a function in the page; it sees nothing of its surroundings here. */
  async run<T>(call: () => T): Promise<T> {
    const answer = (await this.#send('Runtime.evaluate', {
      expression: `(${call.toString()})()`,
      returnByValue: true,
    })) as { result: { value: T } };
    return answer.result.value;
  }

  /** Puts another tab in front of it. */
  async hide(): Promise<void> {
    await this.#session.send('Target.createTarget', {
      url: 'about:blank',
      browserContextId: this.#contextId,
    });
  }

  async show(): Promise<void> {
    await this.#session.send('Target.activateTarget', { targetId: this.#targetId });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.send('Target.disposeBrowserContext', { browserContextId: this.#contextId });
    await this.#session.detach();
  }

  #send(method: string, params: object): Promise<unknown> {
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((resolve, reject) => {
      this.#answers.set(id, resolve);
      const message = JSON.stringify({ id, method, params });
      this.#session.send('Target.sendMessageToTarget', { sessionId: this.#sessionId, message }).catch(reject);
    });
  }
}

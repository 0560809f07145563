import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** How a request to /graphql ended, by its HTTP status: 2xx, 304, or 4xx and 5xx. */
export type GraphQLOutcome = 'answered' | 'unchanged' | 'refused';

/**
 * The gateway's Prometheus metrics. Parts register what they know; nothing is computed until somebody
 * scrapes. The composition root makes one and owns it; disposing of it stops its timers, once.
 */
export class Metrics implements Disposable {
  readonly #registry = new Registry();
  readonly #seconds: Histogram<'outcome'>;

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    this.#seconds = new Histogram({
      name: 'gateway_graphql_seconds',
      help: 'Time from a request to /graphql to its answer, in seconds. Event streams and GraphiQL do not count.',
      labelNames: ['outcome'],
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [this.#registry],
    });
  }

  /** Registers a gauge whose value `read` tells at each scrape. Names are unique; `read` must be quick. */
  gauge(name: string, help: string, read: () => number): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect: () => gauge.set(read()),
    });
  }

  /** Registers a gauge with one label, whose values by label `read` tells at each scrape. */
  gauges(name: string, help: string, label: string, read: () => Readonly<Record<string, number>>): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [this.#registry],
      collect: () => {
        gauge.reset();
        for (const [key, value] of Object.entries(read())) gauge.set({ [label]: key }, value);
      },
    });
  }

  /** Registers a counter; call what it returns with a value per label to count one more. */
  counter<T extends string>(
    name: string,
    help: string,
    labelNames: readonly T[],
  ): (labels: Readonly<Record<T, string>>) => void {
    const counter = new Counter({ name, help, labelNames: [...labelNames], registers: [this.#registry] });
    return (labels) => counter.inc(labels);
  }

  /** A clock for requests to /graphql that end with this outcome: call it with the seconds that one took. */
  graphqlClock(outcome: GraphQLOutcome): (seconds: number) => void {
    const clock = this.#seconds.labels(outcome);
    return (seconds) => clock.observe(seconds);
  }

  /** The scrape, in Prometheus's text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  [Symbol.dispose](): void {
    this.#registry.clear();
  }
}

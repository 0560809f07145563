import { answerOf, notModified, refusalOf, sendAnswer } from './answer.ts';
import type { EntityTags } from './entity-tags.ts';
import type { Exchange } from './exchange.ts';
import type { GraphQLPipeline } from './graphql-pipeline.ts';
import { operate } from './operate.ts';
import { Refusal } from './refusal.ts';
import { readParams } from './request-params.ts';

/**
 * Answers a request with nothing between node:http and the pipeline: a small query spends three quarters of
 * its time in the request handling of a framework otherwise. Never rejects.
 */
export async function takeShortWay(
  pipeline: GraphQLPipeline,
  tags: EntityTags,
  exchange: Exchange,
): Promise<void> {
  const { response } = exchange;
  const mediaType = exchange.mediaType ?? 'application/json';
  try {
    const operated = await operate(pipeline, tags, exchange, await readParams(exchange.request));
    const answer =
      operated.outcome === 'UNCHANGED'
        ? notModified(operated.tag)
        : answerOf(operated.result, mediaType, operated.tag);
    sendAnswer(response, answer);
  } catch (error) {
    const errors = [pipeline.mask(error instanceof Refusal ? error.cause : error)];
    const answer =
      error instanceof Refusal ? refusalOf(error, { errors }, mediaType) : answerOf({ errors }, mediaType);
    sendAnswer(response, answer);
  }
}

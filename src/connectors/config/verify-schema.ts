import { z } from 'zod';
import { standardKey } from '../webhook/standard-key.ts';
import type { VerifyConfig } from './gateway-config.ts';

const seconds = z
  .number()
  .int()
  .min(1)
  .max(7 * 86_400)
  .optional();

/** One secret, or several while it is being changed. Issues never quote it. */
const secrets = (minLength: number) => {
  const secret = z.string().min(minLength, `expected a secret of at least ${minLength} characters`);
  return z.union(
    [secret, z.array(secret).min(1)],
    `expected a secret of at least ${minLength} characters, or a list of them`,
  );
};

const standardSecret = z.string().refine((secret) => {
  try {
    standardKey(secret);
    return true;
  } catch {
    return false;
  }
}, 'expected whsec_… or whpk_… with base64 behind it');

export const VERIFY = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('cloudinary'), secret: secrets(1), maxAgeSeconds: seconds }),
  z.strictObject({
    by: z.literal('sns'),
    topicArns: z
      .array(
        z
          .string()
          .regex(
            /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_.-]+$/,
            'expected the ARN of an SNS topic',
          ),
      )
      .min(1),
    confirmSubscription: z.boolean().optional(),
    maxAgeSeconds: seconds,
  }),
  z.strictObject({
    by: z.literal('token'),
    token: secrets(16),
    header: z
      .string()
      .regex(/^[A-Za-z0-9-]+$/, 'expected the name of a header')
      .optional(),
  }),
  z.strictObject({
    by: z.literal('standard-webhooks'),
    secrets: z.array(standardSecret).min(1),
    toleranceSeconds: seconds,
  }),
]) as unknown as z.ZodType<VerifyConfig>;

import { errorOf } from './gateway-request-error.ts';
import { warn } from './warn.ts';

/** Calls what an app gave us. Its mistakes are its own: they are said, and stop nothing here. */
export function callBack<Values extends readonly unknown[]>(
  listener: ((...values: Values) => void) | undefined,
  ...values: Values
): void {
  try {
    listener?.(...values);
  } catch (error) {
    warn(errorOf(error), 'a listener');
  }
}

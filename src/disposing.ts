/**
 * Runs `work` with a resource, and disposes of the resource when it is done, however that ends. What `using`
 * does, for the Node versions that lack it.
 */
export async function disposing<Resource extends Disposable | AsyncDisposable, Result>(
  resource: Resource,
  work: (resource: Resource) => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await work(resource);
  } finally {
    if (Symbol.asyncDispose in resource) await resource[Symbol.asyncDispose]();
    else resource[Symbol.dispose]();
  }
}

/** A resolver of this graph. It takes no `info`, so the executor does not build one for each field. */
export type ResolverFn<Result, Parent, Context, Args> = (
  parent: Parent,
  args: Args,
  context: Context,
) => Promise<Result> | Result;

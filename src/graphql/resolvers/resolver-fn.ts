/** Resolver without `info`, so that the executor builds none for each field. */
export type ResolverFn<Result, Parent, Context, Args> = (
  parent: Parent,
  args: Args,
  context: Context,
) => Promise<Result> | Result;

/** Exit codes other than 0 (all is well) and 1 (something failed). Scripts tell them apart. */
export const exitCodes = {
  userError: 2,
  /** `compare` found a regression. */
  regression: 3,
  /** No network of `pick` keeps the limits. */
  nothingFits: 4,
  interrupted: 130,
} as const;

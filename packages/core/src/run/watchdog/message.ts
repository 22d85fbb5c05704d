/** What a process tells its watchdog of a child. */
export type WatchdogMessage =
  { readonly began: number; readonly start: string | null } | { readonly ended: number };

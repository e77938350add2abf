import { dryRunSucceeded } from './errors.ts'

/** Ends a call that only asked whether it might: authorisation has been passed by now. */
export function endDryRun({ DryRun }: { readonly DryRun?: boolean }): void {
  if (DryRun) throw dryRunSucceeded()
}

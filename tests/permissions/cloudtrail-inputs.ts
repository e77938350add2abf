import type { Input } from './input.ts'

/** The audit trail. */
export const cloudtrailInputs: Record<string, Input> = {
  LookupEvents: {},
}

// The operations of CloudTrail: nothing but the list.
import { LookupEvents } from './lookup-events.ts'

export const cloudtrailOperations = [LookupEvents]

// What tests ask of an account's audit trail.
import { type Event, LookupEventsCommand, type LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail'
import type { TestClients } from '@hostler/testkit/test-clients'

/** A record as CloudTrail writes it. */
export type EventRecord = Readonly<Record<string, unknown>> & {
  readonly eventName: string
  readonly userIdentity: Readonly<Record<string, unknown>>
}

/** Every event that a lookup finds, newest first, page by page. */
export async function lookup(
  { cloudtrail }: TestClients,
  input: LookupEventsCommandInput = {},
  pages: number[] = [],
): Promise<Event[]> {
  const found: Event[] = []
  let NextToken: string | undefined
  do {
    const page = await cloudtrail.send(new LookupEventsCommand({ ...input, NextToken }))
    found.push(...page.Events!)
    pages.push(page.Events!.length)
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  return found
}

/** The records of the events of one name, newest first. */
export async function recordsOf(clients: TestClients, EventName: string): Promise<EventRecord[]> {
  const LookupAttributes = [{ AttributeKey: 'EventName' as const, AttributeValue: EventName }]
  return (await lookup(clients, { LookupAttributes })).map(toRecord)
}

export function toRecord({ CloudTrailEvent }: Event): EventRecord {
  return JSON.parse(CloudTrailEvent!) as EventRecord
}

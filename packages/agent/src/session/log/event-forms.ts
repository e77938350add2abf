import type { EventForm } from './cut-events.ts'

const [ESC, BEL] = ['\x1b', '\x07']
/** Sequences that control a terminal: those that begin with ESC [, those that hold text up to its end, all others. */
const SEQUENCE = new RegExp(
  `${ESC}(?:\\[[0-?]*[ -/]*[@-~]|[\\]PX^_][^${BEL}${ESC}\\n]*(?:${BEL}|${ESC}\\\\)?|[ -/]*[0-~])`,
  'g',
)
const STREAMED_LIMIT_BYTES = 33_000
const RAW_LIMIT_BYTES = 200_000

/** Who is to be named in every streamed event. */
export type EventFacts = { region: string; instanceId: string; owner: string; sessionId: string }

/**
 * Events of a session that is streamed: a record of JSON each, its lines without what controls terminals.
 *
 * @param runAsUser asked for each event
 */
export function streamedEvents(facts: EventFacts, runAsUser: () => string, now: () => Date): EventForm {
  return {
    limitBytes: STREAMED_LIMIT_BYTES,
    lineOf: text => text.replace(SEQUENCE, ''),
    messageOf: lines =>
      JSON.stringify({
        eventVersion: '1.0',
        eventTime: now()
          .toISOString()
          .replace(/\.\d+Z$/, 'Z'),
        awsRegion: facts.region,
        target: { id: facts.instanceId },
        userIdentity: { arn: facts.owner },
        runAsUser: runAsUser(),
        sessionId: facts.sessionId,
        sessionData: lines.replaceAll('\t', ' ').replaceAll('\r', '').replace(/\n$/, '').split('\n'),
      }),
  }
}

/** Events of a log that goes as a whole: its text. */
export const rawEvents: EventForm = {
  limitBytes: RAW_LIMIT_BYTES,
  lineOf: text => text,
  messageOf: lines => lines.replaceAll('\r\n', '\n').replace(/\n$/, ''),
}

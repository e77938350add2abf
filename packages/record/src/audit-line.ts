// An audit trail is lines of JSON that are never changed again. A line's bytes up to its hash, as they stand, are what is
// hashed, and each event's line names the hash of the event before it. This file says what lines hold; it reads and
// writes them, and believes none.

/** One event of an account, in its place. Not each is signed: a later one's signature stands for those before it. */
export interface EventLine {
  readonly kind: 'event'
  /** Hash of the event before; 64 zeros in the first. */
  readonly previous: string
  /** The event itself: one JSON object, as its recorder wrote it. */
  readonly event: string
}

/** What stood before the first event is no longer kept. `sequence` is the last event that went. */
export interface CutLine {
  readonly kind: 'cut'
  readonly hash: string
  /** Everything of the trail that is older may have gone; ISO 8601. */
  readonly before: string
  readonly at: string
}

/** Closes an export. `sequence` is its last event; for an export without events, the event before. */
export interface EndLine {
  readonly kind: 'end'
  /** The first event's number, and the hash of the event before it. */
  readonly first: number
  readonly previous: string
  /** The last event's; `previous` where there is none. */
  readonly hash: string
  readonly at: string
}

export interface LinePlace {
  /** Twelve digits: every account has a trail of its own. */
  readonly accountId: string
  /** From 1, without gaps. */
  readonly sequence: number
  /** Set on lines that are signed: the start of the SHA-256 of the key that signs. */
  readonly keyId?: string
}

export interface LineSeal {
  /** SHA-256 of the line's bytes before it, 64 hexadecimal digits. */
  readonly hash: string
  /** Ed25519 over the 32 bytes of the hash, 128 hexadecimal digits; there if the line names a key. */
  readonly signature?: string
}

export type AuditLine = LinePlace & (EventLine | CutLine | EndLine)

export interface ReadLine {
  readonly line: AuditLine
  readonly seal: LineSeal
  /** The bytes that the seal is about. */
  readonly sealed: Uint8Array
}

/** What is hashed of a line: its text up to the seal. */
export function writeUnsealed(line: AuditLine): string {
  const { accountId, sequence, keyId } = line
  const key = keyId === undefined ? '' : `,"key":"${keyId}"`
  const start = `{"audit":1,"account":"${accountId}","sequence":${sequence}`
  switch (line.kind) {
    case 'event':
      return `${start},"previous":"${line.previous}"${key},"event":${line.event}`
    case 'cut':
      return `${start}${key},"cut":{"hash":"${line.hash}","before":"${line.before}","at":"${line.at}"}`
    case 'end': {
      const { first, previous, hash, at } = line
      return `${start}${key},"end":{"first":${first},"previous":"${previous}","hash":"${hash}","at":"${at}"}`
    }
  }
}

/** The whole line, without a newline. */
export function sealLine(unsealed: string, { hash, signature }: LineSeal): string {
  return `${unsealed},"hash":"${hash}"${signature === undefined ? '' : `,"signature":"${signature}"`}}`
}

const digits = '([0-9a-f]{64})'
const time = '(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z)'
const start = '\\{"audit":1,"account":"(?<account>\\d{12})","sequence":(?<sequence>0|[1-9]\\d{0,14})'
const key = ',"key":"(?<key>[0-9a-f]{32})"'
const sealEnd = new RegExp(`,"hash":"${digits}"(?:,"signature":"([0-9a-f]{128})")?\\}$`)
const forms = {
  event: new RegExp(
    `^${start},"previous":"${digits.replace('(', '(?<previous>')}"(?:${key})?,"event":(?<event>\\{.*\\})$`,
  ),
  cut: new RegExp(`^${start}${key},"cut":\\{"hash":"${digits}","before":"${time}","at":"${time}"\\}$`),
  end: new RegExp(
    `^${start}${key},"end":\\{"first":([1-9]\\d{0,14}),"previous":"${digits}","hash":"${digits}","at":"${time}"\\}$`,
  ),
}
const encoder = new TextEncoder()

/**
 * What is exactly in the form that is written here; whether it is true is for verify-audit.ts to say.
 *
 * @param text a line without its newline
 * @returns undefined when it is no line of a trail; never throws
 */
export function readAuditLine(text: string): ReadLine | undefined {
  const sealMatch = text.isWellFormed() ? sealEnd.exec(text) : null
  if (!sealMatch) return undefined
  const [, hash, signature] = sealMatch
  const unsealed = text.slice(0, sealMatch.index)
  const line = readEvent(unsealed) ?? readCut(unsealed) ?? readEnd(unsealed)
  // A signature that was taken away is missed by the key that the line still names.
  if (!line || (line.keyId === undefined) !== (signature === undefined)) return undefined
  const seal = { hash: hash!, ...(signature !== undefined && { signature }) }
  return { line, seal, sealed: encoder.encode(unsealed) }
}

function readEvent(text: string): AuditLine | undefined {
  const groups = forms.event.exec(text)?.groups
  if (!groups) return undefined
  return { ...placeOf(groups), kind: 'event', previous: groups['previous']!, event: groups['event']! }
}

function readCut(text: string): AuditLine | undefined {
  const found = forms.cut.exec(text)
  if (!found) return undefined
  const [hash, before, at] = found.slice(-3) as [string, string, string]
  return { ...placeOf(found.groups!), kind: 'cut', hash, before, at }
}

function readEnd(text: string): AuditLine | undefined {
  const found = forms.end.exec(text)
  if (!found) return undefined
  const [first, previous, hash, at] = found.slice(-4) as [string, string, string, string]
  return { ...placeOf(found.groups!), kind: 'end', first: Number(first), previous, hash, at }
}

function placeOf(groups: Readonly<Record<string, string | undefined>>): LinePlace {
  const { account, sequence, key: keyId } = groups
  return { accountId: account!, sequence: Number(sequence), ...(keyId !== undefined && { keyId }) }
}

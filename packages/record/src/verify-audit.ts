// Whether an exported audit trail is what the plane wrote, and if not, which line tells. Needs nothing but the lines, the
// public key and two functions of cryptography, which may be those of Node or of a browser.
import {
  type AuditLine,
  type CutLine,
  type EndLine,
  type LinePlace,
  readAuditLine,
  type ReadLine,
} from './audit-line.ts'
import { noPrevious } from './chunk.ts'
import type { RecordCrypto } from './verify-record.ts'

/** An event that is known from elsewhere, e.g. the last one of an earlier export. */
export interface KnownEvent {
  readonly accountId: string
  readonly sequence: number
  readonly hash: string
}

export interface AuditExpected {
  readonly keyId: string
  /** The trail must hold this event, or follow it: else it was shortened, or told anew. */
  readonly known?: KnownEvent
}

export interface AuditFault {
  /** Of the file, from 1; for what is missing at its end, the line that would come next. */
  readonly line: number
  /** A sentence for people. */
  readonly message: string
}

export interface AuditCheck {
  readonly accountId: string | undefined
  /** Numbers of the first and last event; absent when there are none. */
  readonly first: number | undefined
  readonly last: number | undefined
  readonly count: number
  /** The last event, to hold a later export against. */
  readonly end: KnownEvent | undefined
  /** When the export was made; ISO 8601. */
  readonly madeAt: string | undefined
  /** In the order of the lines; empty for a whole and untouched trail. */
  readonly faults: readonly AuditFault[]
}

/**
 * Checks an export.
 *
 * @param lines each without its newline, in the order in which they are kept
 */
export async function verifyAudit(
  lines: Iterable<string> | AsyncIterable<string>,
  expected: AuditExpected,
  crypto: RecordCrypto,
): Promise<AuditCheck> {
  const check = new Check(expected)
  for await (const text of lines) {
    const read = readAuditLine(text)
    if (read && (await isTrue(read, crypto))) check.take(read)
    else check.takeFalse()
  }
  return check.result()
}

async function isTrue({ seal, sealed }: ReadLine, crypto: RecordCrypto): Promise<boolean> {
  const hash = await crypto.hash(sealed)
  if (toHex(hash) !== seal.hash) return false
  return seal.signature === undefined || crypto.isSigned(hash, fromHex(seal.signature))
}

type Event = Extract<AuditLine, { kind: 'event' }>
type Cut = LinePlace & CutLine
type End = LinePlace & EndLine

class Check {
  readonly #expected: AuditExpected
  readonly #faults: AuditFault[] = []
  #line = 0
  #accountId: string | undefined
  #cut: Cut | undefined
  #first: Event | undefined
  #last: { readonly sequence: number; readonly hash: string } | undefined
  #count = 0
  #end: End | undefined
  #knownSeen = false

  constructor(expected: AuditExpected) {
    this.#expected = expected
  }

  takeFalse(): void {
    this.#line++
    this.#blame('was changed, or is no line of an audit trail')
    // What follows it cannot be held against it.
    this.#last = undefined
  }

  take({ line, seal }: ReadLine): void {
    this.#line++
    if (this.#end) this.#blame('follows the end of the export')
    this.#accountId ??= line.accountId
    if (line.accountId !== this.#accountId) return this.#blame(`is of another account, ${line.accountId}`)
    if (line.keyId !== undefined && line.keyId !== this.#expected.keyId) {
      this.#blame(`is signed with another key than ${this.#expected.keyId}`)
    }
    if (line.kind === 'event') this.#takeEvent(line, seal.hash)
    else if (line.kind === 'cut') this.#takeCut(line)
    else this.#takeEnd(line)
  }

  #takeEvent(event: Event, hash: string): void {
    const { sequence, previous } = event
    const before = this.#last ?? (this.#count === 0 ? this.#cut : undefined)
    if (before && sequence !== before.sequence + 1) {
      this.#blame(`is event ${sequence}, where event ${before.sequence + 1} belongs`)
    } else if (before && previous !== before.hash) {
      this.#blame(`is event ${sequence}, which follows another event ${before.sequence} than the one that is there`)
    } else if (sequence === 1 && previous !== noPrevious) {
      this.#blame('is event 1, and follows another')
    }
    this.#first ??= event
    this.#count++
    this.#last = { sequence, hash }
    this.#hold(sequence, hash)
    if (this.#count === 1) this.#hold(sequence - 1, previous)
  }

  #takeCut(cut: Cut): void {
    if (this.#line > 1) this.#blame('tells of a cut, and is not the first')
    else this.#cut = cut
  }

  #takeEnd(end: End): void {
    this.#end = end
    const last = this.#last ?? (this.#count === 0 ? { sequence: end.first - 1, hash: end.previous } : undefined)
    const isFirst = this.#first
      ? this.#first.sequence === end.first && this.#first.previous === end.previous
      : end.sequence === end.first - 1 && end.hash === end.previous
    if (!isFirst) this.#blame(`says that event ${end.first} comes first, and another does`)
    if (last && (last.sequence !== end.sequence || last.hash !== end.hash)) {
      this.#blame(`says that event ${end.sequence} comes last, and another does`)
    }
    if (!this.#first) this.#hold(end.sequence, end.hash)
  }

  /** Holds an event against the one that is known from elsewhere. */
  #hold(sequence: number, hash: string): void {
    const known = this.#expected.known
    if (known?.sequence !== sequence) return
    this.#knownSeen = true
    if (known.hash !== hash) this.#blame(`has another event ${sequence} than the earlier export`)
  }

  result(): AuditCheck {
    this.#line++
    if (!this.#end) this.#blame('is missing: the export has no end')
    const { known } = this.#expected
    if (known) {
      if (this.#accountId !== known.accountId) this.#blame('would be of the account of the earlier export')
      // What was cut in order is accounted for by the line that says so.
      else if (!this.#knownSeen && !(this.#cut && this.#cut.sequence > known.sequence)) {
        this.#blame(`would tell of event ${known.sequence}, with which the earlier export ends`)
      }
    }
    return {
      accountId: this.#accountId,
      first: this.#first?.sequence,
      last: this.#last?.sequence,
      count: this.#count,
      end: this.#end && { accountId: this.#end.accountId, sequence: this.#end.sequence, hash: this.#end.hash },
      madeAt: this.#end?.at,
      faults: this.#faults,
    }
  }

  #blame(message: string): void {
    this.#faults.push({ line: this.#line, message: `line ${this.#line} ${message}` })
  }
}

function toHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], pair => Number.parseInt(pair, 16))
}

// What the versions of one record say together. Pure: it is given what was found.
import type { RecordCheck } from '@hostler/record/verify-record'
import type { ListedVersion } from './bucket-versions.ts'

export interface CheckedVersion {
  readonly version: Pick<ListedVersion, 'id' | 'at'>
  /** Absent for the mark that the record was deleted. */
  readonly check?: RecordCheck
  readonly sha256?: string
}

export interface Judgement {
  readonly lines: readonly string[]
  readonly isFaulty: boolean
  /** Only the mark of its deletion is there. */
  readonly isGone: boolean
}

export const recordEnding = '.record'

/**
 * A line for a record that is whole in its only version, or in several that are the same. Else a line for each version: a
 * good one below a bad one is the record that was laid over. A mark of deletion is told and is no fault: a lifecycle rule
 * leaves it too, and the versions below it are judged.
 *
 * @param versions from the newest to the oldest
 */
export function judge(sessionId: string, versions: readonly CheckedVersion[]): Judgement {
  const records = versions.filter(({ check }) => check)
  const good = new Set(records.filter(({ check }) => check!.faults.length === 0).map(({ sha256 }) => sha256))
  const isAllGood = records.every(({ check }) => check!.faults.length === 0)
  if (isAllGood && good.size === 1 && records.length === versions.length) {
    return { lines: [`${sessionId}: ${sayCheck(records[0]!.check!)}`], isFaulty: false, isGone: false }
  }
  const lines = versions.flatMap((each, place) => linesOf(sessionId, each, place))
  if (good.size > 1) lines.push(`${sessionId}: ${good.size} different records of it are signed with the key`)
  const isGone = records.length === 0
  return { lines, isFaulty: !isAllGood || good.size > 1, isGone }
}

function linesOf(sessionId: string, { version, check }: CheckedVersion, place: number): readonly string[] {
  const age = place === 0 ? 'the newest' : 'an older one'
  const start = `${sessionId}: version ${version.id} of ${version.at.toISOString()}, ${age}: `
  if (!check) return [`${start}deleted, by somebody or by a lifecycle rule`]
  return check.faults.length > 0 ? check.faults.map(({ message }) => start + message) : [start + sayCheck(check)]
}

/** Of a record without faults. */
export function sayCheck({ count, end }: RecordCheck): string {
  const ending = end?.isInterrupted ? 'interrupted' : 'ended'
  return `${count} chunks, whole and unchanged; ${ending}: ${end?.reason ?? ''}`
}

// Which bytes of an object a request asks for, and on what condition.
import { judgeRead, type ReadCondition } from '../../../domain/object/conditions.ts'
import type { StoredObject } from '../../../domain/object/object.ts'
import type { OpenObject } from '../../../domain/object/open-object.ts'
import { invalidRange, invalidRequest, notModified, preconditionFailed } from '../errors.ts'
import { quoted, shownVersionId } from '../object-facts.ts'

interface ConditionalInput {
  readonly IfMatch?: string
  readonly IfNoneMatch?: string
  readonly IfModifiedSince?: Date
  readonly IfUnmodifiedSince?: Date
}

export function readCondition(input: ConditionalInput): ReadCondition {
  return {
    ifMatch: input.IfMatch,
    ifNoneMatch: input.IfNoneMatch,
    ifModifiedSince: input.IfModifiedSince,
    ifUnmodifiedSince: input.IfUnmodifiedSince,
  }
}

/** Throws PreconditionFailed, and NotModified with what tells the version. */
export function checkReadCondition(object: StoredObject, input: ConditionalInput, isVersioned: boolean): void {
  const verdict = judgeRead(object, readCondition(input))
  if (verdict === 'failed') throw preconditionFailed(input.IfMatch === undefined ? 'If-Unmodified-Since' : 'If-Match')
  if (verdict === 'met') return
  const versionId = shownVersionId(object, isVersioned)
  throw notModified({
    etag: quoted(object.etag),
    'last-modified': object.modifiedAt.toUTCString(),
    ...(versionId !== undefined && { 'x-amz-version-id': versionId }),
  })
}

export interface PlaceToRead {
  readonly fromByte: number
  /** Exclusive. */
  readonly untilByte: number
  readonly ContentRange?: string
  readonly PartsCount?: number
}

/** Throws InvalidRange, InvalidPartNumber; a range that is none is as good as no range. */
export function placeToRead(
  open: OpenObject,
  { Range, PartNumber }: { readonly Range?: string; readonly PartNumber?: number },
): PlaceToRead {
  const { sizeBytes, partsCount } = open.object
  if (PartNumber !== undefined) {
    if (Range !== undefined) throw invalidRequest('Cannot specify both Range header and partNumber query parameter')
    const place = open.placeOfPart(PartNumber)
    if (!place) throw invalidRange(`partNumber=${PartNumber}`, sizeBytes)
    return { ...place, ContentRange: contentRange(place, sizeBytes), ...(partsCount && { PartsCount: partsCount }) }
  }
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(Range ?? '') ?? []
  const whole = { fromByte: 0, untilByte: sizeBytes }
  if (first === '' && last === '') return whole
  if (first !== '' && last !== '' && Number(last) < Number(first)) return whole
  const fromByte = first === '' ? Math.max(sizeBytes - Number(last), 0) : Number(first)
  const untilByte = first === '' || last === '' ? sizeBytes : Math.min(Number(last) + 1, sizeBytes)
  if (fromByte >= sizeBytes || (first === '' && Number(last) === 0)) throw invalidRange(Range!, sizeBytes)
  const place = { fromByte, untilByte }
  return { ...place, ContentRange: contentRange(place, sizeBytes) }
}

function contentRange({ fromByte, untilByte }: PlaceToRead, sizeBytes: number): string {
  return `bytes ${fromByte}-${untilByte - 1}/${sizeBytes}`
}

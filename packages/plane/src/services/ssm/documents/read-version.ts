// What CreateDocument and UpdateDocument have in common: a version as the API gives it.
import type { NewVersion } from '../../../domain/document/document-changes.ts'
import type { DocumentFormat } from '../../../domain/document/document.ts'
import type { VersionSelector } from '../../../domain/document/version-selector.ts'
import type { Faults } from '../../operation.ts'
import {
  invalidDocumentBecause,
  invalidDocumentContent,
  invalidDocumentSchemaVersion,
  invalidDocumentVersion,
  maxDocumentSizeExceeded,
  validationException,
} from '../errors.ts'

export interface VersionInput {
  readonly Content: string
  readonly DocumentFormat?: string
  readonly VersionName?: string
  readonly DisplayName?: string
  readonly TargetType?: string
  readonly Attachments?: readonly unknown[]
  readonly Requires?: readonly unknown[]
}

/** Throws InvalidDocumentContent for formats and ValidationException for members that documents here do not have. */
export function readVersion(input: VersionInput): NewVersion {
  const { Content, DocumentFormat = 'JSON', VersionName, DisplayName, TargetType } = input
  if (input.Attachments?.length) throw validationException('Documents with attachments are not supported.')
  if (input.Requires?.length) throw validationException('Documents that require other documents are not supported.')
  return {
    text: Content,
    format: readFormat(DocumentFormat),
    ...(VersionName !== undefined && { versionName: VersionName }),
    ...(DisplayName !== undefined && { displayName: DisplayName }),
    ...(TargetType !== undefined && { targetType: TargetType }),
  }
}

/** TEXT belongs to types of documents that are not served. */
export function readFormat(format: string): DocumentFormat {
  if (format === 'JSON' || format === 'YAML') return format
  throw invalidDocumentContent({ message: `Document format ${format} is not supported: use JSON or YAML.` })
}

export function readSelector(input: { DocumentVersion?: string; VersionName?: string }): VersionSelector {
  return {
    ...(input.DocumentVersion !== undefined && { version: input.DocumentVersion }),
    ...(input.VersionName !== undefined && { versionName: input.VersionName }),
  }
}

export const contentFaults: Faults = {
  'document-content.invalid': invalidDocumentContent,
  'document-schema.invalid': invalidDocumentSchemaVersion,
  'document-size.limit-exceeded': maxDocumentSizeExceeded,
}

/** Of operations that name a document. */
export const documentFaults: Faults = {
  'document.not-found': ({ message }) => invalidDocumentBecause(message),
  'document.denied': ({ id }) => invalidDocumentBecause(`Document ${id} is owned by Amazon and cannot be changed.`),
  'document-version.not-found': invalidDocumentVersion,
}

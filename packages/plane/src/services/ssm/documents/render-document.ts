import type {
  DocumentDescription,
  DocumentIdentifier,
  DocumentParameter,
  DocumentVersionInfo,
} from '@hostler/wire/models/ssm'
import type { DocumentAt, ParameterSummary } from '../../../domain/document/document.ts'
import type { Tags } from '../../../domain/tag/tag.ts'

/** Changes count at once, but are answered with the state that AWS names while it makes them. */
type Status = 'Creating' | 'Updating' | 'Active'

/** A document as CreateDocument, UpdateDocument and DescribeDocument show it. */
export function renderDescription(at: DocumentAt, status: Status, tags: Tags): DocumentDescription {
  const { document, version } = at
  const { description, parameters } = version.summary
  return {
    ...renderCommon(at),
    Hash: version.hash,
    HashType: 'Sha256',
    Status: status,
    LatestVersion: String(document.latestVersion),
    DefaultVersion: String(document.defaultVersion),
    Tags: renderTags(tags),
    ...(description !== undefined && { Description: description }),
    ...(parameters.length > 0 && { Parameters: parameters.map(renderParameter) }),
  }
}

/** A document in a listing. */
export function renderIdentifier(at: DocumentAt, tags: Tags): DocumentIdentifier {
  const { document } = at
  return { ...renderCommon(at), ...(document.owner !== 'Amazon' && { Author: document.owner }), Tags: renderTags(tags) }
}

export function renderVersionInfo({ document, version }: DocumentAt): DocumentVersionInfo {
  return {
    Name: document.name,
    DocumentVersion: String(version.version),
    CreatedDate: version.createdAt,
    IsDefaultVersion: version.version === document.defaultVersion,
    DocumentFormat: version.format,
    Status: 'Active',
    ...renderNames(version),
  }
}

/** The names that a version may have. */
export function renderNames({ displayName, versionName }: DocumentAt['version']) {
  return {
    ...(displayName !== undefined && { DisplayName: displayName }),
    ...(versionName !== undefined && { VersionName: versionName }),
  }
}

function renderCommon({ document, version }: DocumentAt) {
  return {
    Name: document.name,
    Owner: document.owner,
    CreatedDate: version.createdAt,
    DocumentVersion: String(version.version),
    DocumentType: document.type,
    DocumentFormat: version.format,
    SchemaVersion: version.summary.schemaVersion,
    PlatformTypes: version.summary.platformTypes,
    ...renderNames(version),
    ...(version.targetType !== undefined && { TargetType: version.targetType }),
  }
}

/** AWS shows two types only: whatever is no list is a `String`. */
function renderParameter({ name, type, description, defaultValue }: ParameterSummary): DocumentParameter {
  return {
    Name: name,
    Type: /List/.test(type) ? 'StringList' : 'String',
    ...(description !== undefined && { Description: description }),
    ...(defaultValue !== undefined && { DefaultValue: defaultValue }),
  }
}

function renderTags(tags: Tags) {
  return [...tags].map(([Key, Value]) => ({ Key, Value }))
}

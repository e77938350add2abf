import { DomainError } from '../basics/errors.ts'
import type { Scope } from '../basics/scope.ts'
import type { Document, DocumentAt, DocumentReader, WholeVersion } from './document.ts'

/** Which version: by number, `$LATEST` or `$DEFAULT`, by its name, or by both when they agree. */
export interface VersionSelector {
  readonly version?: string
  readonly versionName?: string
}

/** Where the versions of one document are found. */
export interface Versions {
  numbered(version: number): Promise<WholeVersion | undefined>
  named(versionName: string): Promise<WholeVersion | undefined>
}

/** The default version when nothing is selected. Throws `document-version.not-found`. */
export async function getSelected(
  document: Document,
  { version, versionName }: VersionSelector,
  versions: Versions,
): Promise<WholeVersion> {
  const number = version === undefined ? document.defaultVersion : toNumber(document, version)
  const isNamedOnly = version === undefined && versionName !== undefined
  const found = isNamedOnly ? await versions.named(versionName) : await versions.numbered(number)
  const isOther = versionName !== undefined && found?.versionName !== versionName
  if (!found || isOther)
    throw new DomainError('document-version', 'not-found', version ?? versionName ?? String(number))
  return found
}

export function storedVersions(reader: DocumentReader, scope: Scope, name: string): Versions {
  return {
    numbered: version => reader.findVersion(scope, name, version),
    named: versionName => reader.findVersionNamed(scope, name, versionName),
  }
}

/** AWS's own documents have one version here, without a name. */
export function onlyVersion({ version }: DocumentAt<WholeVersion>): Versions {
  return {
    numbered: number => Promise.resolve(number === version.version ? version : undefined),
    named: () => Promise.resolve(undefined),
  }
}

/** 0 is no version. */
function toNumber({ latestVersion, defaultVersion }: Document, version: string): number {
  if (version === '$LATEST') return latestVersion
  if (version === '$DEFAULT') return defaultVersion
  return /^[1-9]\d{0,8}$/.test(version) ? Number(version) : 0
}

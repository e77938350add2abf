// What the metadata service tells hosts, kept up to date. Part of the composition root.
import { coalesce } from './background/coalesce.ts'
import { createMetadataHosts, type MetadataHosts, type MetadataHostParts } from './hosts/metadata-hosts.ts'
import type { Log } from './observability/log.ts'
import type { NotifyingStorage, Noun } from './storage/notify-changes.ts'

export interface MetadataParts extends Omit<MetadataHostParts, 'read'> {
  readonly storage: NotifyingStorage
  readonly log: Log
}

const metadataNouns: readonly Noun[] = ['instances', 'tags', 'instanceProfiles', 'roles']

export function buildMetadata({ storage, log, ...parts }: MetadataParts): MetadataHosts {
  const metadata = createMetadataHosts({ ...parts, read: storage.read })
  const refresh = coalesce(metadata.refresh)
  storage.onChange(nouns => {
    if (metadataNouns.some(noun => nouns.has(noun))) {
      refresh().catch((error: unknown) => log.error({ err: error }, 'host metadata could not be refreshed'))
    }
  })
  return metadata
}

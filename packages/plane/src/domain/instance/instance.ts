import type { Scope } from '../basics/scope.ts'

export type InstanceState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated'

/** How the instance's metadata service answers (ModifyInstanceMetadataOptions). */
export interface MetadataOptions {
  readonly httpTokens: 'required' | 'optional'
  readonly httpEndpoint: 'enabled' | 'disabled'
  readonly httpPutResponseHopLimit: number
  readonly instanceMetadataTags: 'enabled' | 'disabled'
}

export interface ProfileAssociation {
  /** `iip-assoc-…` */
  readonly id: string
  /** Unique id of the instance profile (`AIPA…`). */
  readonly profileId: string
  readonly since: Date
}

/** A host that `RunInstances` made. */
export interface Instance extends Scope {
  readonly id: string
  readonly reservationId: string
  readonly imageId: string
  readonly instanceType: string
  readonly state: InstanceState
  /** AWS's reason for the last transition, e.g. `User initiated (2026-11-22 01:00:00 GMT)`. */
  readonly stateReason: string
  readonly launchedAt: Date
  readonly launchIndex: number
  readonly privateIp: string
  readonly macAddress: string
  readonly availabilityZone: string
  readonly metadataOptions: MetadataOptions
  readonly profileAssociation?: ProfileAssociation
  /** Base64, as given. */
  readonly userData?: string
  readonly keyName?: string
  readonly clientToken?: string
  readonly terminationProtected: boolean
  /** When a terminated instance stops being listed. */
  readonly terminatedAt?: Date
}

/** True for an instance that never was or is no more: nothing may act as it or for it. */
export function isGone(instance: Instance | undefined): boolean {
  return instance === undefined || instance.state === 'terminated'
}

export interface InstanceReader {
  find(scope: Scope, id: string): Promise<Instance | undefined>
  /** All of an account and region, sorted by id: fleets of hosts on one machine are small. */
  list(scope: Scope): Promise<readonly Instance[]>
  /** Of every account and region: for start-up. */
  listAll(): Promise<readonly Instance[]>
}

export interface InstanceWriter extends InstanceReader {
  put(instance: Instance): Promise<void>
  delete(scope: Scope, id: string): Promise<void>
}

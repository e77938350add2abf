import type { Scope } from '../basics/scope.ts'

/** What is known of the machine behind a node, as DescribeInstanceProperties shows it. */
export interface HostDetails {
  readonly instanceType: string
  readonly state: string
  readonly launchedAt: Date
  readonly name?: string
  readonly architecture?: string
  readonly keyName?: string
  readonly instanceProfileArn?: string
}

export interface HostDirectory {
  find(scope: Scope, id: string): Promise<HostDetails | undefined>
}

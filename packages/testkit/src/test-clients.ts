// AWS SDK clients of one principal: the ordinary way in which tests talk to a plane.
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { EC2Client } from '@aws-sdk/client-ec2'
import { IAMClient } from '@aws-sdk/client-iam'
import { OrganizationsClient } from '@aws-sdk/client-organizations'
import { SSMClient } from '@aws-sdk/client-ssm'
import { STSClient } from '@aws-sdk/client-sts'
import type { MiddlewareStack } from '@smithy/types'
import type { TestClock } from './test-clock.ts'

export interface TestCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export interface TestClients {
  readonly credentials: TestCredentials
  readonly region: string
  readonly ssm: SSMClient
  readonly iam: IAMClient
  readonly ec2: EC2Client
  readonly sts: STSClient
  readonly organizations: OrganizationsClient
  readonly cloudtrail: CloudTrailClient
  readonly logs: CloudWatchLogsClient
  /** The same principal in another region. */
  inRegion(region: string): TestClients
  destroy(): void
}

export function createTestClients(
  endpoint: string,
  region: string,
  credentials: TestCredentials,
  clock: TestClock,
): TestClients {
  const config = { endpoint, region, credentials, maxAttempts: 1, systemClockOffset: clock.offsetMs }
  const clients = {
    ssm: new SSMClient(config),
    iam: new IAMClient(config),
    ec2: new EC2Client(config),
    sts: new STSClient(config),
    organizations: new OrganizationsClient(config),
    cloudtrail: new CloudTrailClient(config),
    logs: new CloudWatchLogsClient(config),
  }
  follow(clients.ssm, clock)
  follow(clients.iam, clock)
  follow(clients.ec2, clock)
  follow(clients.sts, clock)
  follow(clients.organizations, clock)
  follow(clients.cloudtrail, clock)
  follow(clients.logs, clock)
  return {
    ...clients,
    credentials,
    region,
    inRegion: other => createTestClients(endpoint, other, credentials, clock),
    destroy() {
      for (const client of Object.values(clients)) client.destroy()
    },
  }
}

/** Clients correct their clock by the Date of each reply, which is the machine's; before each call the test's counts. */
function follow<Input extends object, Output extends object>(
  client: { config: { systemClockOffset: number }; middlewareStack: MiddlewareStack<Input, Output> },
  clock: TestClock,
): void {
  client.middlewareStack.add(
    next => args => {
      client.config.systemClockOffset = clock.offsetMs
      return next(args)
    },
    { step: 'initialize', name: 'followTestClock' },
  )
}

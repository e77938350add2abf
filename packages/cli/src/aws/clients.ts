// AWS SDK clients by the usual AWS configuration: environment, profiles, endpoint_url. Made on first use, because
// each client's package costs start-up time.
import type { EC2Client } from '@aws-sdk/client-ec2'
import type { IAMClient } from '@aws-sdk/client-iam'
import type { S3Client } from '@aws-sdk/client-s3'
import type { SSMClient } from '@aws-sdk/client-ssm'
import type { STSClient } from '@aws-sdk/client-sts'
import { createConnections } from './connections.ts'
import type { HostlerApi } from './hostler-api.ts'

/** Options that every command takes, as the AWS CLI spells them. */
export interface ConnectionOptions {
  readonly profile?: string
  readonly region?: string
  readonly endpointUrl?: string
}

export interface Clients {
  ssm(): Promise<SSMClient>
  iam(): Promise<IAMClient>
  ec2(): Promise<EC2Client>
  sts(): Promise<STSClient>
  s3(): Promise<S3Client>
  /** The plane's own API; AWS has none of it. */
  hostler(): Promise<HostlerApi>
}

export function createClients({ profile, region, endpointUrl }: ConnectionOptions): Clients {
  // The clients look for a profile's endpoint_url under this name only.
  if (profile !== undefined) process.env['AWS_PROFILE'] = profile
  const connections = createConnections()
  const config = {
    requestHandler: connections,
    ...(region !== undefined && { region }),
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
  }
  const ssm = once(async () => new (await import('@aws-sdk/client-ssm')).SSMClient(config))
  return {
    ssm,
    iam: once(async () => new (await import('@aws-sdk/client-iam')).IAMClient(config)),
    ec2: once(async () => new (await import('@aws-sdk/client-ec2')).EC2Client(config)),
    sts: once(async () => new (await import('@aws-sdk/client-sts')).STSClient(config)),
    // By path: a name below an endpoint of one's own leads nowhere unless somebody made it lead there.
    s3: once(
      async () =>
        new (await import('@aws-sdk/client-s3')).S3Client({
          ...config,
          forcePathStyle: true,
          followRegionRedirects: true,
        }),
    ),
    hostler: once(async () =>
      (await import('./hostler-api.ts')).createHostlerApi(await ssm(), connections, endpointUrl),
    ),
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

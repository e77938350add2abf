// The unmodified AWS CLI, run as one principal against one plane.
import { execFile, spawnSync } from 'node:child_process'
import type { TestCredentials } from '@hostler/testkit/test-clients'

export const hasAwsCli = spawnSync('aws', ['--version']).status === 0

export interface Outcome {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs `aws` with these words. */
export function aws(
  endpoint: string,
  { accessKeyId, secretAccessKey, sessionToken }: TestCredentials,
  words: readonly string[],
  region = 'ap-northeast-1',
): Promise<Outcome> {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))
  const env = {
    ...Object.fromEntries(kept),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
    AWS_DEFAULT_REGION: region,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_PAGER: '',
    AWS_MAX_ATTEMPTS: '1',
    AWS_EC2_METADATA_DISABLED: 'true',
  }
  return new Promise(resolve => {
    execFile('aws', [...words], { env }, (error, stdout, stderr) => {
      resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr })
    })
  })
}

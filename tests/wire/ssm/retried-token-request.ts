// A retry of RequestManagedInstanceRoleToken as the stock agent's SDK makes it: the header of each earlier attempt is
// sent again after the new one, and signed, while the new one is not. Signed here by hand, independently of the plane.
import { createHash, createHmac } from 'node:crypto'
import { rawCall, type RawReply } from '@hostler/testkit/raw-call'
import type { ScriptedAgent } from '@hostler/testkit/scripted-agent'

export interface RetriedRequest {
  /** Proofs of earlier attempts, the latest first. */
  readonly earlierProofs: readonly string[]
  /** The order on the wire; the new proof first unless a test says otherwise. */
  arrange?(newProof: string, earlierProofs: readonly string[]): string[]
}

const body = (agent: ScriptedAgent) => JSON.stringify({ Fingerprint: agent.instanceId })

export async function retryTokenRequest(agent: ScriptedAgent, request: RetriedRequest): Promise<RawReply> {
  const { earlierProofs, arrange = (newProof, earlier) => [newProof, ...earlier] } = request
  const { credentials, region, now } = agent.signing('ssm', await agent.identity())
  const date = now.toISOString().replace(/[-:]|\.\d{3}/g, '')
  const scope = `${date.slice(0, 8)}/${region}/ssm/aws4_request`
  const headers: Record<string, string> = {
    'content-length': String(body(agent).length),
    'content-type': 'application/x-amz-json-1.1',
    host: new URL(agent.plane.url).host,
    'ssm-asymmetrickeyauthorization': earlierProofs.join(','),
    'x-amz-date': date,
    'x-amz-security-token': credentials.sessionToken!,
    'x-amz-target': 'AmazonSSM.RequestManagedInstanceRoleToken',
  }
  const names = Object.keys(headers).join(';')
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`)
  const canonical = `POST\n/\n\n${lines.join('')}\n${names}\n${sha256(body(agent))}`
  const toSign = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`)
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${hmac(key, toSign).toString('hex')}`
  const { 'ssm-asymmetrickeyauthorization': _, ...sent } = headers
  const proofs = arrange(agent.proofOver(authorization), earlierProofs)
  return rawCall(agent.plane.url, {
    headers: { ...sent, authorization, 'SSM-AsymmetricKeyAuthorization': proofs },
    body: body(agent),
  })
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

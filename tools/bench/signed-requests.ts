// Requests as clients of Systems Manager send them, signed beforehand so that signing costs the load nothing. A
// signature is good for five minutes and may be sent again, so a set of them outlives the benchmark.
import { type SigningCredentials, signRequest } from '@hostler/wire/sigv4/sign'

export interface SsmCall {
  readonly operation: string
  readonly input: object
  readonly credentials: SigningCredentials
  readonly userAgent: string
}

/** Region of every plane that is measured. */
export const region = 'eu-west-1'

const commandLineAgent = 'aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.13.7'
const hostAgent = 'aws-sdk-go/1.55.5 (go1.24.4; linux; amd64) amazon-ssm-agent/3.3.2299.0'

export function fromCommandLine(operation: string, input: object, credentials: SigningCredentials): SsmCall {
  return { operation, input, credentials, userAgent: commandLineAgent }
}

export function fromHost(operation: string, input: object, credentials: SigningCredentials): SsmCall {
  return { operation, input, credentials, userAgent: hostAgent }
}

/** The bytes of a signed HTTP request to the plane at `port`. */
export function toSignedBytes({ operation, input, credentials, userAgent }: SsmCall, port: number): Buffer {
  const body = JSON.stringify(input)
  const signed = signRequest(
    {
      method: 'POST',
      url: new URL(`http://127.0.0.1:${port}/`),
      headers: { 'X-Amz-Target': `AmazonSSM.${operation}`, 'Content-Type': 'application/x-amz-json-1.1' },
      body,
    },
    credentials,
    { region, service: 'ssm', now: new Date() },
  )
  const headers = {
    ...signed,
    'User-Agent': userAgent,
    'Accept-Encoding': 'identity',
    'Content-Length': String(Buffer.byteLength(body)),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`POST / HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
}

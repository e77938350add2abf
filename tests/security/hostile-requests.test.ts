// Requests that anybody can send, made to confuse or to wear out the gateway.
import { rawCall } from '@hostler/testkit/raw-call'
import { startTestPlane } from '@hostler/testkit/test-plane'
import { expect, test } from 'vitest'

const json = { 'content-type': 'application/x-amz-json-1.1' }
const form = { 'content-type': 'application/x-www-form-urlencoded' }

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
  'the name %s is no service, version or operation',
  async name => {
    await using plane = await startTestPlane()
    const byTarget = await rawCall(plane.url, { headers: { ...json, 'x-amz-target': `${name}.X` }, body: '{}' })
    expect(byTarget.status).toBe(404)
    const byVersion = await rawCall(plane.url, { headers: form, body: `Action=X&Version=${name}` })
    expect(byVersion.status).toBe(404)
    const operation = await rawCall(plane.url, {
      headers: { ...json, 'x-amz-target': `AmazonSSM.${name}` },
      body: '{}',
    })
    expect(operation.json()).toMatchObject({ __type: expect.stringContaining('UnknownOperationException') as string })
  },
)

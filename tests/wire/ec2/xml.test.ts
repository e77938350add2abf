// EC2's bytes, for readers that are neither an SDK nor the AWS CLI.
import { signedCall } from '@hostler/testkit/raw-call'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, expect, test } from 'vitest'

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())

function call(parameters: Record<string, string>) {
  return signedCall(plane.url, {
    credentials: plane.admin.credentials,
    region: testRegion,
    service: 'ec2',
    now: plane.clock.now(),
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: new URLSearchParams({ Version: '2016-11-15', ...parameters }).toString(),
  })
}

test('an answer is named after its operation, in EC2’s namespace, with the request id first', async () => {
  const { instanceId } = await plane.host({
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'a & b' }] }],
  })
  const { status, headers, text } = await call({ Action: 'DescribeInstances', 'InstanceId.1': instanceId })
  expect([status, headers['content-type']]).toEqual([200, expect.stringMatching(/^text\/xml/)])
  expect(text).toMatch(
    /^(<\?xml [^>]*\?>\s*)?<DescribeInstancesResponse xmlns="http:\/\/ec2\.amazonaws\.com\/doc\/2016-11-15\/"><requestId>[0-9a-f-]{36}<\/requestId><reservationSet><item>/,
  )
  expect(text).toContain(`<instanceId>${instanceId}</instanceId>`)
  expect(text).toContain('<instanceState><code>16</code><name>running</name></instanceState>')
  expect(text).toContain('<tagSet><item><key>Name</key><value>a &amp; b</value></item></tagSet>')
  expect(text).toMatch(/<launchTime>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z<\/launchTime>/)
})

test('an answer without members says that it was done', async () => {
  const { instanceId } = await plane.host()
  const reply = await call({
    Action: 'CreateTags',
    'ResourceId.1': instanceId,
    'Tag.1.Key': 'a',
    'Tag.1.Value': 'b',
  })
  expect(reply.status).toBe(200)
  expect(reply.text).toContain('<return>true</return>')
})

test('an error is in EC2’s envelope', async () => {
  const { status, text } = await call({ Action: 'DescribeInstances', 'InstanceId.1': 'i-0ffffffffffffffff' })
  expect(status).toBe(400)
  expect(text).toMatch(
    /<Response><Errors><Error><Code>InvalidInstanceID.NotFound<\/Code><Message>The instance ID (&apos;|&#39;|')i-0f{16}(&apos;|&#39;|') does not exist<\/Message><\/Error><\/Errors><RequestID>[0-9a-f-]{36}<\/RequestID><\/Response>$/,
  )
})

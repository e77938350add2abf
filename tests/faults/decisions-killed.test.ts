// The plane is killed at the moment in which it answers: a denial that was told is in the list afterwards, and so is the
// decision behind a change that was done.
import { signedCall } from '@hostler/testkit/raw-call'
import { expect, test } from 'vitest'
import { type ChildPlane, startChildPlane } from './child-plane.ts'
import { temporaryFolder } from './temporary-folder.ts'

const rounds = 5
const callersAtOnce = 8

function call(
  { file, administrator }: ChildPlane,
  service: string,
  message: { headers: Record<string, string>; body: string },
  credentials = administrator,
) {
  return signedCall(file.url, { ...message, credentials, region: file.region, service, now: new Date() })
}

const json = (target: string, input: object) => ({
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
  body: JSON.stringify(input),
})

const iam = (plane: ChildPlane, parameters: Record<string, string>) =>
  call(plane, 'iam', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ Version: '2010-05-08', ...parameters }).toString(),
  })

/** Makes users without policies. Each is denied everything. */
async function powerless(plane: ChildPlane, name: string) {
  await iam(plane, { Action: 'CreateUser', UserName: name })
  const { text } = await iam(plane, { Action: 'CreateAccessKey', UserName: name })
  const [, accessKeyId] = /<AccessKeyId>(.*?)</.exec(text)!
  const [, secretAccessKey] = /<SecretAccessKey>(.*?)</.exec(text)!
  return { accessKeyId: accessKeyId!, secretAccessKey: secretAccessKey! }
}

test('kill -9 right after denials keeps every one that was told', async () => {
  using folder = temporaryFolder()
  const told: string[] = []
  for (let round = 0; round < rounds; round++) {
    await using plane = await startChildPlane(folder.path)
    const nobody = await powerless(plane, `nobody-${round}`)
    const denied = Array.from({ length: callersAtOnce }, async (_, index) => {
      const input = { SettingId: `/ssm/round-${round}/${index}` }
      const { headers } = await call(plane, 'ssm', json('AmazonSSM.GetServiceSetting', input), nobody)
      told.push(String(headers['x-hostler-decision-id']))
    })
    await Promise.race(denied)
    await Promise.all([plane.kill(), Promise.allSettled(denied)])
  }
  await using plane = await startChildPlane(folder.path)
  expect(told.length).toBeGreaterThanOrEqual(rounds)
  for (const DecisionId of told) {
    const { status } = await call(plane, 'hostler', json('Hostler.GetDecision', { DecisionId }))
    expect(status).toBe(200)
  }
  const list = json('Hostler.ListDecisions', { Action: 'iam:CreateUser', Decision: 'allow' })
  const { Decisions } = (await call(plane, 'hostler', list)).json() as { Decisions: { Resource: string }[] }
  expect(Decisions.map(({ Resource }) => Resource.replace(/.*\//, ''))).toEqual(
    Array.from({ length: rounds }, (_, round) => `nobody-${rounds - 1 - round}`),
  )
})

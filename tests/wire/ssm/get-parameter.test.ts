import { GetParameterCommand } from '@aws-sdk/client-ssm'
import { refusal } from '@hostler/testkit/refusal'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { denial } from './denial.ts'

const amazonLinux = '/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2'

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())

async function get(Name: string, { ssm }: TestClients = plane.admin) {
  return (await ssm.send(new GetParameterCommand({ Name }))).Parameter
}

test('a public parameter names the newest image, under an ARN without an account', async () => {
  const arn = `arn:aws:ssm:${testRegion}::parameter${amazonLinux}`
  const parameter = await get(amazonLinux)
  expect(parameter).toEqual({
    Name: amazonLinux,
    Type: 'String',
    Value: expect.stringMatching(/^ami-[0-9a-f]{17}$/),
    Version: expect.any(Number),
    LastModifiedDate: expect.any(Date),
    ARN: arn,
    DataType: expect.stringMatching(/^(text|aws:ec2:image)$/),
  })
  expect(await get(arn)).toEqual(parameter)
})

test('every account reads the same, and each region has images of its own', async () => {
  const other = await plane.account('other')
  expect(await get(amazonLinux, other)).toEqual(await get(amazonLinux))
  const elsewhere = await get(amazonLinux, plane.admin.inRegion('eu-west-1'))
  expect(elsewhere!.Value).not.toBe((await get(amazonLinux))!.Value)
})

test('a parameter that does not exist is not found', async () => {
  for (const name of ['/aws/service/nothing', `${amazonLinux}/`, 'mine', '/mine', amazonLinux.toUpperCase()]) {
    expect(await refusal(get(name))).toMatchObject({ code: 'ParameterNotFound', status: 400 })
  }
})

test('a name of no length or of more than 2,048 characters breaks its constraint', async () => {
  for (const name of ['', 'x'.repeat(2049)]) expect((await refusal(get(name))).code).toBe('ValidationException')
})

test('a user whom no policy allows it is refused, for public parameters without an account', async () => {
  const nobody = await plane.user('nobody')
  const action = 'ssm:GetParameter'
  const ofAws = denial(plane, 'nobody', action, `arn:aws:ssm:${testRegion}::parameter${amazonLinux}`)
  expect(await refusal(get(amazonLinux, nobody))).toEqual(ofAws)
  const own = denial(plane, 'nobody', action, `arn:aws:ssm:${testRegion}:${plane.accountId}:parameter/mine`)
  expect(await refusal(get('mine', nobody))).toEqual(own)
})

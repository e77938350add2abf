import { GetParametersByPathCommand, GetParametersCommand } from '@aws-sdk/client-ssm'
import { refusal } from '@hostler/testkit/refusal'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { denial } from './denial.ts'

const folder = '/aws/service/ami-amazon-linux-latest'
const amazonLinux = `${folder}/amzn2-ami-hvm-x86_64-gp2`

let plane: TestPlane
let nobody: TestClients
beforeAll(async () => {
  plane = await startTestPlane()
  nobody = await plane.user('nobody')
})
afterAll(() => plane.close())

describe('GetParameters', () => {
  const get = (Names: string[], { ssm }: TestClients = plane.admin) => ssm.send(new GetParametersCommand({ Names }))

  test('answers what exists and names what does not', async () => {
    const { Parameters, InvalidParameters } = await get([amazonLinux, '/nothing', 'mine', '/nothing'])
    expect(Parameters).toMatchObject([{ Name: amazonLinux, Type: 'String', Value: expect.stringMatching(/^ami-/) }])
    expect(InvalidParameters).toEqual(['/nothing', 'mine'])
  })

  test('takes one to ten names', async () => {
    const ten = Array.from({ length: 10 }, (_, number) => `/nothing/${number}`)
    expect((await get(ten)).InvalidParameters).toEqual(ten)
    expect((await refusal(get([]))).code).toBe('ValidationException')
    expect((await refusal(get([...ten, 'eleventh']))).code).toBe('ValidationException')
    const thousand = Array.from({ length: 1000 }, (_, number) => `/nothing/${number}`)
    expect((await refusal(get(thousand))).code).toBe('ValidationException')
  })

  test('is refused as a whole where one name is not allowed', async () => {
    const half = await plane.user('half', {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'ssm:GetParameters', Resource: `arn:aws:ssm:*::parameter${folder}/*` }],
    })
    expect((await get([amazonLinux], half)).Parameters).toHaveLength(1)
    const own = `arn:aws:ssm:${testRegion}:${plane.accountId}:parameter/mine`
    expect(await refusal(get([amazonLinux, 'mine'], half))).toEqual(denial(plane, 'half', 'ssm:GetParameters', own))
  })

  test('is refused to a user whom no policy allows it', async () => {
    const resource = `arn:aws:ssm:${testRegion}::parameter${amazonLinux}`
    expect(await refusal(get([amazonLinux], nobody))).toEqual(denial(plane, 'nobody', 'ssm:GetParameters', resource))
  })
})

describe('GetParametersByPath', () => {
  const get = (input: Partial<ConstructorParameters<typeof GetParametersByPathCommand>[0]>, who = plane.admin) =>
    who.ssm.send(new GetParametersByPathCommand({ Path: folder, ...input }))

  test('lists one level, or with Recursive all below', async () => {
    const level = (await get({})).Parameters!.map(({ Name }) => Name!)
    expect(level).toContain(amazonLinux)
    expect(level.every(name => !name.slice(folder.length + 1).includes('/'))).toBe(true)
    expect((await get({ Path: '/aws/service' })).Parameters).toEqual([])
    const all = await get({ Path: '/aws/service/', Recursive: true, MaxResults: 10 })
    expect(all.Parameters!.length).toBeGreaterThan(1)
  })

  test('lists nothing below a path that does not exist, or for parameters of one’s own', async () => {
    expect((await get({ Path: '/nothing' })).Parameters).toEqual([])
    expect((await get({ Path: '/', Recursive: false })).Parameters).toEqual([])
  })

  test('refuses sizes outside their range, tokens that it did not make, and filters', async () => {
    for (const MaxResults of [0, 11]) expect((await refusal(get({ MaxResults }))).code).toBe('ValidationException')
    expect((await refusal(get({ NextToken: 'made up' }))).code).toBe('InvalidNextToken')
    const ParameterFilters = [{ Key: 'Type', Values: ['String'] }]
    expect((await refusal(get({ ParameterFilters }))).code).toBe('ValidationException')
  })

  test('is refused to a user whom no policy allows it', async () => {
    const resource = `arn:aws:ssm:${testRegion}::parameter${folder}`
    expect(await refusal(get({}, nobody))).toEqual(denial(plane, 'nobody', 'ssm:GetParametersByPath', resource))
  })
})

import { SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ScriptedApi, startScriptedApi } from '../../test/scripted-api.ts'
import { exitCodes } from '../exit-codes.ts'
import { CommandError } from '../output/failure.ts'
import { findTarget, parseTarget } from './target.ts'

const id = 'i-0123456789abcdef0'
const other = 'mi-0123456789abcdef0'

describe('a target is written as', () => {
  test.each([
    [id, { kind: 'id', id }],
    [other, { kind: 'id', id: other }],
    ['i-12345678', { kind: 'id', id: 'i-12345678' }],
    ['tag:Env=prod', { kind: 'tag', key: 'Env', value: 'prod' }],
    ['tag:a:b=c=d', { kind: 'tag', key: 'a:b', value: 'c=d' }],
    ['Name=web-1', { kind: 'tag', key: 'Name', value: 'web-1' }],
    ['web-1', { kind: 'name', name: 'web-1' }],
    ['i-am-a-name', { kind: 'name', name: 'i-am-a-name' }],
  ])('%s', (text, pattern) => {
    expect(parseTarget(text)).toEqual(pattern)
  })

  test.each(['', 'Env=prod', 'tag:Env', 'Name=', 'tag:=x'])('not as %j', text => {
    expect(() => parseTarget(text)).toThrow(CommandError)
  })

  test('a tag without its prefix, which is told', () => {
    expect(() => parseTarget('Env=prod')).toThrow('Tags are written tag:Env=prod.')
  })
})

describe('the node that is meant', () => {
  let api: ScriptedApi
  let client: SSMClient
  beforeAll(async () => {
    api = await startScriptedApi()
    client = new SSMClient({
      endpoint: api.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 's' },
      maxAttempts: 1,
    })
  })
  afterAll(() => api.close())
  beforeEach(() => {
    api.calls.length = 0
    api.answers['GetConnectionStatus'] = ({ Target }) => ({ Target, Status: 'connected' })
  })

  /** Answers listings with the nodes whose tags fit the filter. */
  function nodes(...known: { InstanceId: string; ComputerName?: string; tags?: Record<string, string> }[]) {
    api.answers['DescribeInstanceInformation'] = ({ Filters }) => {
      const [filter] = (Filters ?? []) as { Key: string; Values: string[] }[]
      const fits = known.filter(({ InstanceId, tags }) => {
        if (!filter) return true
        const actual = filter.Key === 'InstanceIds' ? InstanceId : tags?.[filter.Key.slice('tag:'.length)]
        return filter.Values.includes(actual ?? '')
      })
      return { InstanceInformationList: fits.map(node => ({ ...node, PingStatus: 'Online' })) }
    }
  }

  test('has the id, the tag, the host name in any case, or the short one', async () => {
    nodes(
      { InstanceId: id, ComputerName: 'Web.example.com', tags: { Name: 'web-1', Env: 'prod' } },
      { InstanceId: other, ComputerName: 'db' },
    )
    for (const text of [id, 'Name=web-1', 'web-1', 'tag:Env=prod', 'web.EXAMPLE.com', 'web']) {
      expect([text, (await findTarget(client, text)).id]).toEqual([text, id])
    }
    expect(await findTarget(client, 'db')).toMatchObject({ id: other, name: 'db' })
  })

  test('has the tag rather than the host name', async () => {
    nodes({ InstanceId: id, ComputerName: 'web' }, { InstanceId: other, tags: { Name: 'web' } })
    expect((await findTarget(client, 'web')).id).toBe(other)
  })

  test('is none of several: they are listed, and nothing starts', async () => {
    nodes(
      { InstanceId: id, ComputerName: 'a', tags: { Env: 'prod' } },
      { InstanceId: other, ComputerName: 'b', tags: { Env: 'prod' } },
    )
    const failure = await findTarget(client, 'tag:Env=prod').catch((error: unknown) => error)
    expect(failure).toMatchObject({ exitCode: exitCodes.usage })
    expect((failure as Error).message.split('\n')).toEqual([
      '2 managed nodes are called tag:Env=prod; give the id of one:',
      'NODE                  PING    NAME  ADDRESS',
      `${id}   Online  a     -`,
      `${other}  Online  b     -`,
    ])
  })

  test('is not there', async () => {
    nodes()
    await expect(findTarget(client, 'nobody')).rejects.toThrow('No managed node is called nobody')
  })

  test('is away, which is told before anything starts', async () => {
    nodes({ InstanceId: id, tags: { Name: 'web' } })
    api.answers['GetConnectionStatus'] = ({ Target }) => ({ Target, Status: 'notconnected' })
    await expect(findTarget(client, 'web')).rejects.toMatchObject({
      message: `${id} is not connected (Online): no agent of that name has a session channel open here.`,
      exitCode: exitCodes.unreachable,
    })
  })

  test('goes by its id for who may start sessions and nothing else', async () => {
    delete api.answers['DescribeInstanceInformation']
    delete api.answers['GetConnectionStatus']
    expect(await findTarget(client, id)).toEqual({ id, name: undefined, platform: undefined })
    await expect(findTarget(client, 'web')).rejects.toMatchObject({ name: 'AccessDeniedException' })
  })
})

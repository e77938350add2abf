import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { loadModel, serviceNames } from './load-model.ts'

const models = join(import.meta.dirname, '../../models')

describe('Model tables', () => {
  test('are there for every service, under their own name', () => {
    expect(serviceNames()).toEqual([
      'cloudtrail',
      'ec2',
      'ec2messages',
      'hostler',
      'iam',
      'logs',
      'organizations',
      's3',
      'ssm',
      'ssmmessages',
      'sts',
    ])
    for (const name of serviceNames()) expect(loadModel(name).service).toBe(name)
  })

  test('are read once', () => {
    expect(loadModel('sts')).toBe(loadModel('sts'))
  })

  test.each(['sqs', '../../package', '__proto__', ''])('do not exist for %j', name => {
    expect(() => loadModel(name)).toThrow('there is no model table')
  })

  test.each(serviceNames())('of %s refer to shapes they have', name => {
    const { shapes, operations } = loadModel(name)
    const used = [
      ...Object.values(operations).flatMap(({ input, output, errors = [] }) => [input, output, ...errors]),
      ...Object.values(shapes).flatMap(shape => {
        if (shape.type === 'structure') return Object.values(shape.members).map(member => member.shape)
        if (shape.type === 'list') return [shape.member.shape]
        return shape.type === 'map' ? [shape.key.shape, shape.value.shape] : []
      }),
    ]
    expect(used.filter(shape => shape && !(shape in shapes))).toEqual([])
  })

  test('hold the operations that only agents call', () => {
    expect(loadModel('ssm').operations).toMatchObject({
      RegisterManagedInstance: { input: 'RegisterManagedInstanceRequest' },
      RequestManagedInstanceRoleToken: { output: 'RequestManagedInstanceRoleTokenResult' },
      UpdateInstanceInformation: { input: 'UpdateInstanceInformationRequest' },
    })
  })

  test('know operations that are not served by name alone', () => {
    expect(loadModel('ec2').operations.CreateVpc).toEqual({})
  })

  test('are found beside a bundle', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bundle-'))
    try {
      const outfile = join(folder, 'main.mjs')
      const contents = "import { loadModel } from './load-model.ts'; console.log(loadModel('ssm').targetPrefix)"
      buildSync({
        stdin: { contents, resolveDir: import.meta.dirname, loader: 'ts' },
        bundle: true,
        platform: 'node',
        format: 'esm',
        outfile,
      })
      cpSync(models, join(folder, 'models'), { recursive: true })
      expect(execFileSync(process.execPath, [outfile], { encoding: 'utf8' })).toBe('AmazonSSM\n')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

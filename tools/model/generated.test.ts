import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadModel, serviceNames } from '../../packages/wire/src/model/load-model.ts'
import { mergePrivate } from './merge-private.ts'
import { ec2messages } from './private/ec2messages.ts'
import { ssmPrivate } from './private/ssm.ts'
import { ssmmessages } from './private/ssmmessages.ts'
import { renderTable } from './render-table.ts'
import { renderTypes } from './render-types.ts'

const committed = (file: string): string =>
  readFileSync(join(import.meta.dirname, '../../packages/wire/models', file), 'utf8')

describe('Generated files', () => {
  test.each(serviceNames())('of %s are what their table gives', service => {
    expect(renderTable(loadModel(service))).toBe(committed(`${service}.json`))
    expect(renderTypes(loadModel(service))).toBe(committed(`${service}.ts`))
  })

  test.each([ec2messages, ssmmessages])('of $service hold the hand-written description', model => {
    expect(renderTable(model)).toBe(committed(`${model.service}.json`))
  })

  test('of ssm hold the hand-written operations', () => {
    expect(loadModel('ssm').operations).toMatchObject(ssmPrivate.operations)
    expect(loadModel('ssm').shapes).toMatchObject(ssmPrivate.shapes)
  })

  test('refuse a private operation that AWS has published meanwhile', () => {
    expect(() => mergePrivate(loadModel('ssm'), ssmPrivate)).toThrow('published by AWS now')
  })
})

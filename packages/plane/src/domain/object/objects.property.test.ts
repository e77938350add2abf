// A random history of one bucket agrees with a model that is slow and obvious.
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { noFacts, openTestObjects, type TestObjects } from './test-objects.ts'
import type { UploadName } from './uploads.ts'

let t: TestObjects
beforeAll(async () => {
  t = await openTestObjects()
})
afterAll(() => t.close())

interface ModelVersion {
  readonly key: string
  readonly isNull: boolean
  /** Undefined for a delete marker. */
  readonly text: string | undefined
}

/** Newest first. */
type Model = readonly ModelVersion[]
type Versioning = 'unversioned' | 'enabled' | 'suspended'

const key = fc.constantFrom('a', 'b', 'a/b')
const text = fc.string({ maxLength: 5 })
const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('put'), key, text }),
    fc.record({ do: fc.constant('upload'), key, text }),
    fc.record({ do: fc.constant('abandon'), key, text }),
    fc.record({ do: fc.constant('delete'), key }),
    fc.record({ do: fc.constant('delete version'), which: fc.nat() }),
    fc.record({ do: fc.constant('version'), to: fc.constantFrom('enabled', 'suspended') }),
  ) as fc.Arbitrary<Step>,
  { maxLength: 25 },
)
type Step =
  | { do: 'put' | 'upload' | 'abandon'; key: string; text: string }
  | { do: 'delete'; key: string }
  | { do: 'delete version'; which: number }
  | { do: 'version'; to: 'enabled' | 'suspended' }

/** Everything newest first. What is null is there once for each key. */
function add(model: Model, versioning: Versioning, version: Omit<ModelVersion, 'isNull'>): Model {
  const isNull = versioning !== 'enabled'
  const others = isNull ? model.filter(each => !(each.isNull && each.key === version.key)) : model
  return [{ ...version, isNull }, ...others]
}

function apply(model: Model, versioning: Versioning, step: Step): Model {
  switch (step.do) {
    case 'put':
    case 'upload':
      return add(model, versioning, step)
    case 'delete':
      if (versioning === 'unversioned') return model.filter(({ key }) => key !== step.key)
      return add(model, versioning, { key: step.key, text: undefined })
    case 'delete version':
      return model.filter(each => each !== inListingOrder(model)[step.which % Math.max(model.length, 1)])
    default:
      return model
  }
}

function inListingOrder(model: Model): Model {
  return model.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}

async function perform(bucket: string, step: Step): Promise<UploadName | undefined> {
  switch (step.do) {
    case 'put':
      await t.put(bucket, step.key, step.text)
      return
    case 'upload':
    case 'abandon': {
      const upload = await t.uploads.create(t.context, { ...noFacts, bucket, key: step.key })
      const taken = await t.take(step.text)
      const { md5: etag } = await t.uploads.putPart(t.context, upload, { number: 2, taken })
      if (step.do === 'abandon') return upload
      await t.uploads.complete(t.context, upload, { parts: [{ number: 2, etag }] })
      return
    }
    case 'delete':
      await t.objects.delete(t.context, bucket, { key: step.key })
      return
    case 'delete version': {
      const { items } = await t.listings.versions(bucket, { limit: 1_000 })
      const version = items[step.which % Math.max(items.length, 1)]
      if (version) await t.objects.delete(t.context, bucket, version)
      return
    }
    case 'version':
      await t.buckets.setVersioning(bucket, step.to)
  }
}

/** The bucket as its reader sees it. */
async function look(bucket: string): Promise<Model> {
  const { items } = await t.listings.versions(bucket, { limit: 1_000 })
  const seen: ModelVersion[] = []
  for (const [i, version] of items.entries()) {
    expect(version.isLatest).toBe(version.key !== items[i - 1]?.key)
    expect(version.noncurrentSince === undefined).toBe(version.isLatest)
    const read = version.isDeleteMarker ? undefined : await t.read(bucket, version.key, version.versionId)
    seen.push({ key: version.key, isNull: version.versionId === 'null', text: read })
  }
  return seen
}

test('puts, deletions, uploads and changes of versioning do what they say', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async history => {
      const bucket = await t.newBucket()
      let model: Model = []
      let versioning: Versioning = 'unversioned'
      const open: UploadName[] = []
      for (const step of history) {
        const upload = await perform(bucket, step)
        if (upload) open.push(upload)
        model = apply(model, versioning, step)
        if (step.do === 'version') versioning = step.to
        if (step.do === 'delete version') t.clock.now = new Date(t.clock.now.getTime() + 1)
      }
      expect(await look(bucket)).toEqual(inListingOrder(model).map(({ key, isNull, text }) => ({ key, isNull, text })))
      const latest = inListingOrder(model).filter((each, i, all) => each.key !== all[i - 1]?.key)
      const { items } = await t.listings.objects(bucket, { limit: 1_000 })
      expect(items.map(each => each.key)).toEqual(latest.flatMap(each => (each.text === undefined ? [] : [each.key])))
      expect((await t.listings.uploads(bucket, { limit: 99 })).items).toHaveLength(open.length)

      const objects = model.filter(each => each.text !== undefined).length
      await t.kept.idle()
      expect(t.bytes.ids.size).toBe(objects + open.length)
      for (const each of await t.listings.versions(bucket, { limit: 1_000 }).then(({ items }) => items)) {
        await t.objects.delete(t.context, bucket, each)
      }
      await t.buckets.delete(bucket)
      await t.kept.idle()
      expect(t.bytes.ids.size).toBe(0)
    }),
    { numRuns: 60 },
  )
})

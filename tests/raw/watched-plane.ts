// A plane for one test file, and proof at its end that none of what was thrown at it became an internal failure.
import { rawCall } from '@hostler/testkit/raw-call'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import type { StartOverrides } from '@hostler/plane/start-plane'
import { afterAll, beforeAll, expect } from 'vitest'
import { frontEnd, signedBy } from './front-ends.ts'

/** Starts a plane before the file's tests and closes it after them; the function gives it to a test. */
export function watchedPlane(overrides: StartOverrides = {}): () => TestPlane {
  const failures: string[] = []
  const ignore = () => {}
  const note = (facts: object, message: string) => {
    const { err } = facts as { err?: Error }
    failures.push(`${message}: ${err?.stack ?? ''}`)
  }
  let plane: TestPlane
  beforeAll(async () => {
    const log = { debug: ignore, info: ignore, warn: note, error: note }
    plane = await startTestPlane({}, { log, ...overrides })
  })
  afterAll(async () => {
    await expectAnswers(plane)
    await plane.close()
    expect(failures).toEqual([])
  })
  return () => plane
}

/** A signed call is answered: the plane is alive and has its wits. */
export async function expectAnswers(plane: TestPlane): Promise<void> {
  const reply = await rawCall(plane.url, signedBy(plane, frontEnd('sts')))
  expect(reply.status).toBe(200)
}

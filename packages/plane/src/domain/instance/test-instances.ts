// Instances for tests: real storage in a temporary folder, machines that a test starts, fails and holds by hand.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStorage } from '../../storage/sqlite/sqlite-storage.ts'
import type { ActionContext } from '../basics/scope.ts'
import type { Storage } from '../storage.ts'
import type { Instance, InstanceState } from './instance.ts'
import { createInstances, type Instances } from './instances.ts'
import type { Launch } from './launch.ts'
import type { MachineFleet } from './machine-fleet.ts'

export const context: ActionContext = {
  accountId: '111122223333',
  region: 'eu-west-1',
  callerArn: 'arn:aws:iam::111122223333:user/ops',
  now: new Date(1_700_000_000_000),
}

export const oneHost: Launch = {
  imageId: 'ami-0123456789abcdef0',
  instanceType: 't3.micro',
  minCount: 1,
  maxCount: 1,
  metadataOptions: {
    httpTokens: 'required',
    httpEndpoint: 'enabled',
    httpPutResponseHopLimit: 1,
    instanceMetadataTags: 'disabled',
  },
  tags: new Map(),
  terminationProtected: false,
}

export type FleetVerb = keyof MachineFleet

/** Machines that write down what is asked of them. */
export class HandFleet implements MachineFleet {
  /** Verbs in the order in which they were begun, and `VERB done` in that in which they ended. */
  readonly said: string[] = []
  /** The instances as each verb was given them. */
  readonly given: Instance[] = []
  readonly #held = new Map<FleetVerb, PromiseWithResolvers<void>>()
  readonly #failures = new Map<FleetVerb, Error>()

  /** From now on the verb waits until it is released. */
  hold(verb: FleetVerb): void {
    this.#held.set(verb, Promise.withResolvers())
  }

  release(verb: FleetVerb): void {
    this.#held.get(verb)?.resolve()
    this.#held.delete(verb)
  }

  /** The next one of this verb fails. */
  fail(verb: FleetVerb, message: string): void {
    this.#failures.set(verb, new Error(message))
  }

  start = (instance: Instance) => this.#act('start', instance)
  stop = (instance: Instance) => this.#act('stop', instance)
  reboot = (instance: Instance) => this.#act('reboot', instance)
  terminate = (instance: Instance) => this.#act('terminate', instance)

  async #act(verb: FleetVerb, instance: Instance): Promise<void> {
    this.said.push(verb)
    this.given.push(instance)
    await this.#held.get(verb)?.promise
    const failure = this.#failures.get(verb)
    this.#failures.delete(verb)
    if (failure) throw failure
    this.said.push(`${verb} done`)
  }
}

/** One plane's instances; `restart` is what a plane that was killed finds when it starts again. */
export class TestInstances implements AsyncDisposable {
  readonly storage: Storage
  fleet = new HandFleet()
  instances: Instances
  now = context.now
  /** Ids of those of whom it was told that they are no more. */
  readonly gone: string[] = []
  readonly errors: string[] = []
  readonly #folder: string

  static async open(): Promise<TestInstances> {
    const folder = mkdtempSync(join(tmpdir(), 'hostler-instances-'))
    return new TestInstances(await openSqliteStorage(join(folder, 'plane.db')), folder)
  }

  constructor(storage: Storage, folder: string) {
    this.storage = storage
    this.#folder = folder
    this.instances = this.#create()
  }

  #create(): Instances {
    const instances = createInstances(this.storage, this.fleet, {
      clock: { now: () => this.now, sleep: () => Promise.resolve() },
      log: { error: (_facts, message) => void this.errors.push(message) },
    })
    instances.onGone(async ({ id }) => void this.gone.push(id))
    return instances
  }

  /** Forgets everything but the storage. */
  async restart(): Promise<void> {
    this.fleet = new HandFleet()
    this.instances = this.#create()
    await this.instances.resume()
  }

  /** The id of a new instance, whose machine runs unless it is held. */
  async launch(change: Partial<Launch> = {}): Promise<string> {
    const [instance] = await this.instances.run(context, { ...oneHost, ...change })
    return instance!.id
  }

  async state(id: string): Promise<InstanceState | undefined> {
    return (await this.instances.find(context, id))?.state
  }

  /** Puts an instance into storage as a plane that was killed may have left it. */
  async leaveIn(state: InstanceState): Promise<string> {
    const id = await this.launch()
    await this.instances.idle()
    const instance = (await this.storage.read.instances.find(context, id))!
    const terminatedAt = state === 'terminated' ? { terminatedAt: this.now } : {}
    await this.storage.write(writer => writer.instances.put({ ...instance, state, ...terminatedAt }))
    return id
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.storage.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

// Service settings: per account and region, known by definition, kept only when changed.
import { DomainError } from '../basics/errors.ts'
import { type ActionContext, type Scope, scopeKey } from '../basics/scope.ts'
import type { Storage } from '../storage.ts'
import { type SettingDefinition, settingDefinitions } from './definitions.ts'
import type { CustomSetting } from './setting.ts'

/** A setting as anybody sees it, changed or not. */
export interface Setting {
  readonly id: string
  readonly value: string
  /** Absent for a setting that nobody changed. */
  readonly modified?: { readonly at: Date; readonly by: string }
}

export interface Settings {
  /** Throws `setting.not-found` for an id that does not exist. */
  get(scope: Scope, id: string): Promise<Setting>
  /** Throws `setting.not-found`, or `setting-value.invalid` for a value that is not allowed. */
  update(context: ActionContext, id: string, value: string): Promise<void>
  /** Back to the default, which is returned. */
  reset(context: ActionContext, id: string): Promise<Setting>
}

const unchanged = Symbol('unchanged')

export function createSettings(storage: Storage, onChange: (forget: () => void) => void): Settings {
  let known = new Map<string, CustomSetting | typeof unchanged>()
  onChange(() => {
    known = new Map()
  })

  async function find(scope: Scope, id: string): Promise<CustomSetting | undefined> {
    const key = scopeKey(scope, id)
    const into = known
    let found = into.get(key)
    if (found === undefined) {
      found = (await storage.read.settings.find(scope, id)) ?? unchanged
      into.set(key, found)
    }
    return found === unchanged ? undefined : found
  }

  return {
    async get(scope, id) {
      const definition = getDefinition(id)
      const custom = await find(scope, id)
      return custom
        ? { id, value: custom.value, modified: { at: custom.modifiedAt, by: custom.modifiedBy } }
        : { id, value: definition.defaultValue }
    },
    async update(context, id, value) {
      const { allowed } = getDefinition(id)
      if (allowed && !allowed.includes(value)) {
        throw new DomainError('setting-value', 'invalid', value, { detail: `allowed: ${allowed.join(', ')}` })
      }
      await storage.write(writer =>
        writer.settings.put(context, { id, value, modifiedAt: context.now, modifiedBy: context.callerArn }),
      )
    },
    async reset(context, id) {
      const { defaultValue } = getDefinition(id)
      await storage.write(writer => writer.settings.delete(context, id))
      return { id, value: defaultValue }
    },
  }
}

function getDefinition(id: string): SettingDefinition {
  const definition = settingDefinitions.get(id)
  if (!definition) throw new DomainError('setting', 'not-found', id)
  return definition
}

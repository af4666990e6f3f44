import { ControlApiError } from '../../client/control-api-error.ts'
import type { FaultChoices } from '../../client/fault-choices.ts'
import type { FaultInfo } from '../../client/fault-info.ts'
import type { FaultValues } from '../../core/fault-values.ts'
import { read, send } from './api.ts'
import { announce, el } from './dom.ts'
import type { View } from './view.ts'

/** Reads a value of each kind from the form's text; the server judges whether it makes sense. */
const READ: { readonly [V in keyof FaultValues]: (text: string) => unknown } = {
  reply: error => ({ error }),
  milliseconds: Number,
  true: () => true,
  'bytes a second': Number,
  bytes: Number,
  member: String,
}

let reload = async () => {}

/** The failures that are ordered, and a form for one more. */
export const faults: View = {
  name: 'faults',
  title: 'Faults',
  async open(main) {
    const choices = await read<FaultChoices>('faults/choices')
    const list = el('div')
    reload = async () => {
      const { items } = await read<{ readonly items: readonly FaultInfo[] }>('faults')
      list.replaceChildren(
        items.length === 0
          ? el('p', {}, 'No fault is ordered: every request is answered as the vendor would answer it.')
          : table(items),
      )
    }
    main.replaceChildren(el('h2', {}, 'Faults'), list, el('h3', {}, 'Order a failure'), form(choices))
    await reload()
  },
  happened(type) {
    if (type === 'fault' || type === 'reset') void reload()
  },
}

function table(items: readonly FaultInfo[]): HTMLElement {
  const remove = async (id: string) => {
    try {
      await send('DELETE', `faults/${encodeURIComponent(id)}`)
    } finally {
      await reload()
    }
  }
  return el(
    'table',
    {},
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        ['Rule', 'Struck', ''].map(name => el('th', { scope: 'col' }, name)),
      ),
    ),
    el(
      'tbody',
      {},
      items.map(({ id, fired, ...rule }) =>
        el(
          'tr',
          {},
          el('td', {}, el('code', {}, JSON.stringify(rule))),
          el('td', {}, rule.times === undefined ? String(fired) : `${fired} of ${rule.times}`),
          el(
            'td',
            {},
            el(
              'button',
              { type: 'button', 'aria-label': `Remove ${id}`, onclick: () => void remove(id) },
              'Remove',
            ),
          ),
        ),
      ),
    ),
  )
}

function form({ operations, problems, actions }: FaultChoices): HTMLElement {
  const value = el('input', { name: 'value', list: 'problems', value: 'rate-limited', required: true })
  const problem = el('p', { class: 'error', role: 'alert' })
  const action = el(
    'select',
    {
      name: 'action',
      onchange: () => {
        value.placeholder = chosen()?.hint ?? ''
        value.value = ''
        value.disabled = value.placeholder === ''
      },
    },
    actions.map(({ key, label }) => el('option', { value: key }, label)),
  )
  const chosen = () => actions.find(({ key }) => key === action.value)
  const choice = (name: string, label: string, options: readonly string[]) =>
    el(
      'label',
      {},
      label,
      el(
        'select',
        { name },
        options.map(one => el('option', { value: one }, one === '' ? 'any, as it fits' : one)),
      ),
    )
  const submit = async (event: Event) => {
    event.preventDefault()
    const fields = new FormData(event.target as HTMLFormElement)
    const text = (name: string) => String(fields.get(name) ?? '')
    const chosenAction = chosen()
    const rule = {
      match: text('operation') === '' ? {} : { operation: text('operation') },
      ...(text('when') !== '' && { when: text('when') }),
      ...(text('times') !== '' && { times: Number(text('times')) }),
      ...(text('skip') !== '' && { skip: Number(text('skip')) }),
      ...(chosenAction && { [chosenAction.key]: READ[chosenAction.value](text('value')) }),
    }
    problem.textContent = ''
    try {
      await send('POST', 'faults', rule)
      announce('The fault was ordered')
      await reload()
    } catch (error) {
      if (!(error instanceof ControlApiError)) throw error
      problem.textContent = `${error.path === '' ? '' : `${error.path} `}${error.message}`
    }
  }
  return el(
    'form',
    { class: 'order', onsubmit: event => void submit(event) },
    choice('operation', 'Requests for', ['', ...operations]),
    el('label', {}, 'What happens', action),
    el('label', {}, 'How', value),
    el(
      'datalist',
      { id: 'problems' },
      problems.filter(one => one !== 'vendor-rule').map(one => el('option', { value: one })),
    ),
    choice('when', 'When', ['', 'before', 'during', 'after']),
    el('label', {}, 'Let pass first', el('input', { name: 'skip', type: 'number', min: 0 })),
    el(
      'label',
      {},
      'Then strike',
      el('input', { name: 'times', type: 'number', min: 1, placeholder: 'all' }),
    ),
    el('button', {}, 'Order'),
    problem,
  )
}

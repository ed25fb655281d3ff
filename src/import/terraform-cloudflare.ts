import { ZONE_SETTINGS } from '../evidence/kinds/cloud/cloudflare.ts';
import { textOf, type Json } from './json.ts';
import type { Normal } from './terraform-aws.ts';
import { blockOf, blocksOf, known, renamed, type Attributes } from './terraform-values.ts';

const result = (records: readonly Json[]): Json => ({ result: [...records] });

function settingOf({ setting_id, value }: Attributes): Json | null {
  const id = ZONE_SETTINGS.find((one) => one === setting_id);
  return id === undefined || value === undefined ? null : { id, value };
}

function rulesetOf(attributes: Attributes): Json {
  const rules = blocksOf(attributes['rules']).map((rule) => {
    const parameters = blockOf(rule['action_parameters']);
    const overrides = blockOf(parameters['overrides']);
    return {
      ...renamed(rule, {
        id: 'id',
        action: 'action',
        description: 'description',
        enabled: 'enabled',
        expression: 'expression',
      }),
      action_parameters: {
        ...renamed(parameters, { id: 'id' }),
        overrides: {
          ...renamed(overrides, { enabled: 'enabled', action: 'action' }),
          categories: blocksOf(overrides['categories']).map((one) =>
            renamed(one, { category: 'category', enabled: 'enabled', action: 'action' }),
          ),
          rules: blocksOf(overrides['rules']).map((one) =>
            renamed(one, { id: 'id', enabled: 'enabled', action: 'action' }),
          ),
        },
      },
      ...(Object.keys(blockOf(rule['ratelimit'])).length === 0
        ? {}
        : {
            ratelimit: renamed(blockOf(rule['ratelimit']), {
              period: 'period',
              requests_per_period: 'requests_per_period',
            }),
          }),
    };
  });
  return {
    result: {
      ...renamed(attributes, { id: 'id', name: 'name', kind: 'kind', phase: 'phase' }),
      rules,
    },
  };
}

const recordOf = (attributes: Attributes): Json => ({
  ...renamed(attributes, {
    name: 'name',
    type: 'type',
    proxied: 'proxied',
    proxiable: 'proxiable',
  }),
  ...known({
    name: attributes['hostname'] ?? attributes['name'],
    content: attributes['content'] ?? attributes['value'],
  }),
});

/** The resources of versions 4 and 5 of the provider. */
export const CLOUDFLARE: readonly Normal[] = [
  {
    type: 'cloudflare_zone_setting',
    what: 'cloudflare zone settings',
    key: 'result',
    record: settingOf,
    content: result,
  },
  {
    type: 'cloudflare_zone_dnssec',
    what: 'cloudflare zone dnssec',
    key: null,
    record: (attributes) => ({ result: renamed(attributes, { status: 'status' }) }),
  },
  {
    type: 'cloudflare_ruleset',
    what: 'cloudflare zone ruleset',
    key: null,
    record: rulesetOf,
    resource: ({ id }) => textOf(id),
  },
  ...['cloudflare_record', 'cloudflare_dns_record'].map((type) => ({
    type,
    what: 'cloudflare zone records',
    key: 'result',
    record: recordOf,
    content: result,
  })),
];

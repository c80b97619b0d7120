import { type Api, toPriceView } from '@tutti/protocol/api';
import type { HomeHandler } from '../http/handler.ts';
import { RequestError } from '../http/request-error.ts';
import { toCatalogueView } from '../models/to-catalogue-view.ts';

const CURSOR = /^[01][^\s]+$/;

export const listModels: HomeHandler<Api['listModels']> = async ({ caller, query }, { home }) => {
  const { limit, cursor, ...filter } = query;
  if (cursor !== undefined && !CURSOR.test(cursor))
    throw new RequestError('invalid_input', 'this cursor belongs to no page', { path: 'cursor' });
  const { tenant } = caller.principal;
  const views = await import('../models/list-models.ts');
  const found = await views.findModels(home.models, tenant, filter);
  const rest = found.filter((model) => cursor === undefined || views.toCursor(model) > cursor);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const ports = { quotas: home.store, health: home.models.routing.health(tenant), tenant };
  return {
    status: 200,
    body: {
      items: [...(await views.toModelViews(page, ports))],
      next: last && rest.length > limit ? views.toCursor(last) : null,
      catalogue: toCatalogueView(await home.models.getCatalogue(tenant)),
    },
  };
};

export const explainRoute: HomeHandler<Api['explainRoute']> = async ({ caller, body }, { home }) => {
  const { explainRoute: explain } = await import('../models/explain-route.ts');
  const agents = await home.agents.of(caller.principal.tenant);
  const agent = body.agent === undefined ? undefined : agents.get(body.agent);
  return { status: 200, body: await explain(home.models.routing, caller.principal, { ...body, agent }) };
};

export const refreshModels: HomeHandler<Api['refreshModels']> = async ({ caller }, { home }) => {
  const { tenant } = caller.principal;
  const { from, added, gone, repriced, unreadable } = await home.models.refresh(tenant);
  const catalogue = toCatalogueView(await home.models.getCatalogue(tenant));
  const prices = repriced.map(({ model, before, after }) => ({
    model,
    before: before && toPriceView(before),
    after: after && toPriceView(after),
  }));
  return { status: 200, body: { catalogue, from, added: [...added], gone: [...gone], repriced: prices, unreadable } };
};

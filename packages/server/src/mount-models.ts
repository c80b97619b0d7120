/** The endpoint that speaks as OpenAI does, over the models of a home. */
import type { Home } from './home/open-home.ts';
import type { Mount } from './http/mount.ts';
import { createOpenAiMount } from './openai/mount-open-ai.ts';

/** What a caller may call is loaded as soon as it is known who calls. */
export function mountModels({ models }: Home): Mount {
  const mount = createOpenAiMount({ models: models.routing, providers: models.providers });
  return (app, tools) =>
    mount(app, {
      ...tools,
      async admit(access, exchange, options) {
        await tools.admit(access, exchange, options);
        await models.load(tools.find(exchange.request).caller.principal.tenant);
      },
    });
}

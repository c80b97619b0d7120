import { createTutti, defineAgent, defineTool } from '@tutti/embed';
import * as z from 'zod';

const input = z.object({ item: z.string() });
const run = ({ item }: z.infer<typeof input>) => ({ item, crates: item.length });
const stock = defineTool({ name: 'stock', description: 'What is in store.', input, effect: 'read', run });

const instructions = 'Look at the stock, then say what to buy.';
const buyer = defineAgent({ id: 'buyer', purpose: 'orders supplies', instructions, tools: [stock] });
const clerk = defineAgent({ id: 'clerk', effect: 'pure', run: (goal) => `Filed ${goal.length} characters.` });

await using tutti = await createTutti({ directory: '.tutti/embed', agents: [buyer, clerk] });
const wish = { id: 'festival', goal: 'Look at the stock of lanterns', agents: [buyer, clerk] };
const done = await tutti.run(wish);
console.log(`${done.models.join()} said: ${done.from(buyer)}\n${done.text}`);

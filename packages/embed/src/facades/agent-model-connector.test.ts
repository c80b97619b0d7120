import { describe, expect, it } from 'vitest';
import { AgentModelConnector, integrateAgentWithModels } from './agent-model-connector.ts';

const connector = new AgentModelConnector({
  getAgent: (name) => Promise.reject(new Error(`nobody asks for ${name}`)),
  findModel: async () => undefined,
  run: () => Promise.reject(new Error('nothing runs')),
});

class CodingAgent {
  #count = 0;
  readonly language = 'ts';
  count(): number {
    return ++this.#count;
  }
  get twice(): number {
    return 2 * this.#count;
  }
}

describe('an instance with models', () => {
  it('does what it did before, and is not changed', () => {
    const instance = new CodingAgent();
    const before = Reflect.ownKeys(instance);
    const wrapped = integrateAgentWithModels(instance, connector);
    expect([wrapped.count(), wrapped.count(), wrapped.twice, wrapped.language]).toEqual([1, 2, 4, 'ts']);
    expect(wrapped.modelConnector).toBe(connector);
    expect(wrapped).toBeInstanceOf(CodingAgent);
    expect(wrapped.count).toBe(wrapped.count);
    expect(Reflect.ownKeys(instance)).toEqual(before);
    expect('executeWithAi' in instance).toBe(false);
  });

  it('does what it does by now where a method of it was replaced', () => {
    const service = { name: 'billing', total: () => 3 };
    const wrapped = integrateAgentWithModels(service, connector);
    expect(wrapped.total()).toBe(3);
    service.total = () => 4;
    expect(wrapped.total()).toBe(4);
    wrapped.total = () => 5;
    expect([wrapped.total(), service.total()]).toEqual([5, 5]);
  });

  it('may be a function or frozen', () => {
    const double = integrateAgentWithModels((value: number) => 2 * value, connector, 'double');
    expect(double(2)).toBe(4);
    expect(double.executeWithAi).toBeTypeOf('function');
    const service = Object.freeze({ name: 'billing', total: () => 3 });
    expect(integrateAgentWithModels(service, connector).total()).toBe(3);
  });

  it('is refused where it has no name and is given none', () => {
    expect(() => integrateAgentWithModels({}, connector)).toThrow('no name');
    expect(() => integrateAgentWithModels(() => 1, connector)).toThrow('no name');
  });
});

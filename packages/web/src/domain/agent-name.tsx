import { Link } from '@tanstack/react-router';

export function AgentName({ agent }: { agent: string }) {
  return (
    <Link to="/ui/agents/$agent" params={{ agent }} className="font-medium hover:underline">
      {agent}
    </Link>
  );
}

/** Why a tool is not there, was not called, or refused: those of servers, and of the files and commands that tools work on. */
export const TOOL_ERRORS = {
  unknown_tool: [
    'No tool or set of tools has this name.',
    'List the tools to find the name that you mean, or configure the server that it comes from.',
  ],
  tool_name_taken: [
    'Two sources offer tools of the same name.',
    'Give one of them another name: a set of tools is called as its server is.',
  ],
  tool_not_configured: ['The tool needs a setting or a credential that is not there.', 'Set what the message names.'],
  tool_unavailable: [
    'The tool cannot be reached at the moment.',
    'Look at what the message says of its server; the agent goes on without it meanwhile.',
  ],
  tool_unusable: [
    'The tool has a name, a description or a schema that no model can be offered.',
    'Mend it where it comes from, or leave it out.',
  ],
  tool_changed: [
    'The tool is no longer the one that the run was offered.',
    'Look at what changed and approve it; a new run begins with the tool as it is now.',
  ],
  tool_denied: [
    'The policy does not let the agent make this call.',
    'Change the effects that the agent may cause, or the rule that the message names.',
  ],
  tool_rules_invalid: [
    'The rules of the tool policy cannot be read.',
    'Mend the line of tools.yaml that the message names.',
  ],
  tool_settings_invalid: [
    'The settings of the built-in tools cannot be read.',
    'Mend the line of tool-settings.yaml that the message names.',
  ],
  path_refused: [
    'The path leads out of the workspace, or to something that is no plain file or folder there.',
    'Name a path below the workspace, without parts that begin with a dot.',
  ],
  workspace_full: [
    'The workspace of the run may not hold more.',
    'Delete what is no longer needed, or raise the limit under `filesystem` in tool-settings.yaml.',
  ],
  workspace_not_found: [
    'The run has no files of its own.',
    'Choose a run whose agents work with files, or one that was begun with --repo.',
  ],
  workspace_elsewhere: [
    'The files of the run lie on another machine.',
    'Ask the machine that the message names: run the command or open the page there.',
  ],
  workspace_failed: [
    'The files of the run could not be reached or kept.',
    'Mend what the message says, such as a full disk or missing rights, and try again.',
  ],
  workspace_in_use: ['The run is still at work in its workspace.', 'Wait for its end, or cancel it first.'],
  file_not_found: ['No version of the run has this file.', 'List the files with `tutti artefacts <run>`.'],
  version_not_found: ['The run has no such version of its files.', 'List the versions with `tutti artefacts <run>`.'],
  git_missing: ['git cannot be started here.', 'Install git 2.35 or newer and put it on the path.'],
  repository_not_allowed: [
    'Nobody has allowed work on this repository.',
    'Let an administrator name it, or a folder above it, in TUTTI_REPOSITORIES, or name it at the machine itself.',
  ],
  repository_unusable: [
    'There is no git repository that can be worked on.',
    'Name the top folder of a repository that has at least one commit and belongs to whoever runs Tutti.',
  ],
  branch_unusable: ['The branch cannot take the changes.', 'Name another one with --onto.'],
  tree_dirty: [
    'The branch is checked out in a folder that holds changes of its own.',
    'Commit or stash them there, or name another branch with --onto.',
  ],
  changes_conflict: [
    'Somebody has changed the same place meanwhile. Nothing was changed.',
    'Accept other files, or name another branch with --onto and merge it by hand.',
  ],
  diff_changed: [
    'The file is no longer what was shown, so nothing was decided about it.',
    'Look at its diff again, and choose from what it is now.',
  ],
  hunks_unusable: [
    'These changes cannot be chosen one by one.',
    'Decide about the whole file, or name each of its changes once and as the diff numbers them.',
  ],
  decision_not_found: [
    'There is no such decision, or it is undone already.',
    'List them with `tutti artefacts <run>`.',
  ],
  nothing_to_decide: ['No file is left that could be decided on.', 'List the files with `tutti artefacts <run>`.'],
  command_refused: [
    'The command is not one of those that an administrator has allowed for the shell.',
    'Use one that the message lists, or list the whole command under `shell` in tool-settings.yaml.',
  ],
  address_refused: [
    'The address is not one of the public internet, or is reached in a way that is not allowed.',
    'Use another source, or open the host under `web_fetch` in tool-settings.yaml.',
  ],
  tool_server_not_found: [
    'No server of tools has this name.',
    'List the servers to find the name that you mean: `tutti tools`.',
  ],
  tool_command_refused: [
    'A server of tools may not be started by such a command.',
    'Write it as the message says: a program and its arguments, each of which can be read and approved.',
  ],
  tool_consent_needed: [
    'Nobody has allowed yet that this server of tools is started with exactly this command.',
    'An administrator looks at it and allows it: `tutti tools approve`, or the page Tools.',
  ],
  tool_approval_needed: [
    'No tool of this server is approved yet.',
    'An administrator looks at its tools and approves them: `tutti tools approve`, or the page Tools.',
  ],
  tool_approval_stale: [
    'What is to be approved is not what is there by now.',
    'Look at it again, then approve what is shown.',
  ],
  tool_server_broken: [
    'The server of tools broke a limit or the protocol, and was stopped.',
    'Look at its error output; raise the limit that the message names if it is an honest server.',
  ],
  tool_failed: [
    'The tool reported an error.',
    'Read its message: the input may be wrong, or something that it needs is missing.',
  ],
  tool_servers_invalid: [
    'The file of the servers of tools, or its lock, cannot be read.',
    'Mend the line of mcp.yaml or mcp.lock that the message names.',
  ],
} as const satisfies Record<string, readonly [meaning: string, remedy: string]>;

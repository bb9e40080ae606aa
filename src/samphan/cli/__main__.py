"""`python -m samphan.cli`: the same as the installed `samphan` command."""

from samphan.cli.main import main

main()

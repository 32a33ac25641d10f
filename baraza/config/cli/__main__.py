from baraza.config.cli import main

main()

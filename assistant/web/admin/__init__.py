"""The pages under /admin (管理): what an administrator looks after. Each section is a router of its own over one frame."""
